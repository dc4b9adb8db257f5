/* Unit tests of lab/selector.c: which packets shall be lost, and what is refused as a selector. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/message.h"
#include "../lab/selector.h"
#include "check.h"
#include "segments.h"

static struct selectors selectors;

static void select_only(const char *text)
{
    selectors = (struct selectors){0};
    read_selector("drop", text, &selectors);
}

/* Is the last one to be lost? */
static bool taken(void)
{
    return selectors_take(&selectors, step.from, &step.packet, &step.remark);
}

/* Which of 12 segments of data, each of 100 bytes, are lost? "4 5 6 ". */
static bool loses(enum host from, const char *selector, const char *wanted)
{
    char lost[100] = "";
    select_only(selector);
    start();
    for (uint32_t i = 0; i < 12; i++) {
        tcp(from, ACK, 1 + 100 * i, 1, 502, 100);
        if (taken())
            snprintf(lost + strlen(lost), sizeof lost - strlen(lost), "%u ", (unsigned)i + 1);
    }
    return is_text(lost, wanted);
}

static void test_lists_and_sides(void)
{
    CHECK(loses(HOST_A, "a:data:4", "4 "));
    CHECK(loses(HOST_B, "a:data:4", ""));
    CHECK(loses(HOST_B, "b:data:4", "4 "));
    CHECK(loses(HOST_A, "b:data:4", ""));
    CHECK(loses(HOST_A, "data:4-6", "4 5 6 "));
    CHECK(loses(HOST_B, "data:1,4-6,11", "1 4 5 6 11 "));
    CHECK(loses(HOST_A, "pkt:2", "2 "));
    CHECK(loses(HOST_A, "data", "1 "));
    CHECK(loses(HOST_A, "data:2x1", "2 "));
    CHECK(loses(HOST_A, "syn", "") && loses(HOST_A, "ack:1-100", "") && loses(HOST_A, "fin", ""));
    CHECK(loses(HOST_A, "dgram:1-100", "") && loses(HOST_A, "frag:1-100", ""));
}

static void test_each_kind(void)
{
    select_only("a:syn");
    read_selector("drop", "b:syn:1", &selectors);
    read_selector("drop", "a:ack:2", &selectors);
    read_selector("drop", "fin", &selectors);
    read_selector("drop", "dgram:2", &selectors);
    read_selector("drop", "frag:2", &selectors);
    start();
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), !taken())); /* sent again: it passes */
    CHECK((syn(HOST_B, SYN | ACK, 7), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 0), !taken()));
    CHECK((tcp(HOST_A, ACK, 1, 11, 502, 0), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 21, 502, 0), !taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 1, 1, 502, 0), taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 1, 1, 502, 0), !taken()));
    CHECK((tcp(HOST_B, FIN | ACK, 1, 1, 502, 0), taken())); /* each side counts its own */
    struct packet packet = datagram(HOST_A, "x", 1);
    CHECK((see(HOST_A, &packet), !taken()));
    CHECK((see(HOST_A, &packet), taken()));
    CHECK((see(HOST_A, &packet), !taken()));
    packet = between(HOST_A, PACKET_FRAGMENT, PROTOCOL_UDP);
    packet.more_fragments = true;
    CHECK((see(HOST_A, &packet), !taken()));
    CHECK((see(HOST_A, &packet), taken()));
    CHECK((see(HOST_A, &packet), !taken()));
}

static void test_retransmissions_are_lost_too(void)
{
    handshake();
    select_only("a:data:2x3");
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), !taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 100), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), !taken()));  /* sent again, but it is another */
    CHECK((tcp(HOST_A, ACK, 102, 1, 502, 99), !taken())); /* not its first byte */
    CHECK((tcp(HOST_B, ACK, 101, 1, 502, 100), !taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 0), !taken())); /* no data at all */
    CHECK((tcp(HOST_A, ACK, 51, 1, 502, 51), taken()));  /* cut otherwise, its last byte is it */
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 1), taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 100), !taken())); /* three times, and that is all */
}

static void test_syn_and_fin_again(void)
{
    start();
    select_only("a:syn:1x2");
    read_selector("drop", "a:fin:1x2", &selectors);
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), !taken()));
    CHECK((syn(HOST_B, SYN | ACK, 7), !taken()));
    CHECK((tcp(HOST_A, PSH | ACK, 1, 1, 502, 10), !taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 11, 1, 502, 0), taken()));
    CHECK((tcp(HOST_A, PSH | ACK, 1, 1, 502, 10), !taken()));
    CHECK((tcp(HOST_A, FIN | PSH | ACK, 1, 1, 502, 10), taken())); /* joined to the data */
    CHECK((tcp(HOST_A, FIN | ACK, 11, 1, 502, 0), !taken()));
}

/* The same numbers in another conversation are something else. */
static void test_retransmissions_of_another_conversation_pass(void)
{
    start();
    select_only("a:data:1x2");
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), taken()));
    struct packet other = segment(HOST_A, ACK, 1, 1, 502, 100);
    other.from_port = 7;
    CHECK((see(HOST_A, &other), !taken()));
    CHECK((see(HOST_A, &other), !taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), taken()));
}

static void test_more_are_followed_than_there_is_room_for(void)
{
    start();
    select_only("a:data:1-1000x2");
    for (uint32_t i = 0; i < FOLLOWED + 1; i++)
        CHECK((tcp(HOST_A, ACK, 1 + 10 * i, 1, 502, 10), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 10), !taken())); /* the oldest is forgotten */
    for (uint32_t i = 1; i < FOLLOWED + 1; i++)
        CHECK((tcp(HOST_A, ACK, 1 + 10 * i, 1, 502, 10), taken()));
}

/* What is said on stderr, by a process of its own, as it ends with 2. */
static bool refused(const char *const *texts, size_t count, const char *wanted)
{
    int ends[2], status;
    char said[1000];
    fflush(stdout);
    pid_t child = pipe(ends) == 0 ? fork() : -1;
    if (child == 0) {
        message_start("link");
        if (dup2(ends[1], STDERR_FILENO) >= 0)
            for (size_t i = 0; i < count; i++)
                read_selector("drop", texts[i], &selectors);
        _exit(0);
    }
    if (child < 0 || close(ends[1]) != 0)
        abort();
    FILE *in = fdopen(ends[0], "r");
    size_t length = in != NULL ? fread(said, 1, sizeof said - 1, in) : 0;
    said[length] = '\0';
    bool ended = waitpid(child, &status, 0) == child && WIFEXITED(status);
    bool closed = in != NULL && fclose(in) == 0;
    return ended && closed && WEXITSTATUS(status) == 2 && strstr(said, wanted) != NULL;
}

static void test_selectors_that_are_refused(void)
{
    static const char *const wrong[] = {
        "",
        "a",
        "a:",
        "4",
        "a:4",
        "c:data:4",
        "data:",
        "data:0",
        "data:x",
        "data:4-2",
        "data:,4",
        "data:4,",
        "data:4x",
        "data:4x0",
        "data:4x101",
        "data:4x2y",
        "data:4x-1",
        "data:4+",
        "DATA:4",
        "data4:4",
        "dat:4",
        "a:b:data",
        "a:data:b",
        " data:4",
        "data:4 ",
        "data:4x+1",
        "syn4",
        "synx2",
        "data:4x2x2",
        "data:1x1000",
        "data:1000000000",
    };
    selectors = (struct selectors){0};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char wanted[100];
        snprintf(wanted, sizeof wanted, "link: drop '%s' is not [a:|b:]KIND[:LIST[xN]], such as",
                 wrong[i]);
        if (!refused(&wrong[i], 1, wanted))
            printf("# not refused: '%s'\n", wrong[i]);
        CHECK(refused(&wrong[i], 1, wanted));
    }
    const char *const once[] = {"pkt:4x2", "b:ack:4x2", "dgram:4x2", "a:frag:4x2"};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        CHECK(refused(&once[i], 1, "only data, syn and fin are sent again"));
    const char *many[SELECTORS + 1];
    for (size_t i = 0; i < SELECTORS + 1; i++)
        many[i] = "syn";
    CHECK(refused(many, SELECTORS + 1, "link: drop 'syn' is one too many: there can be 16"));
    CHECK(!refused(many, SELECTORS, ""));
}

static const struct test tests[] = {
    {"lists and sides", test_lists_and_sides},
    {"each kind", test_each_kind},
    {"retransmissions are lost, too", test_retransmissions_are_lost_too},
    {"SYN and FIN again", test_syn_and_fin_again},
    {"retransmissions of another conversation pass",
     test_retransmissions_of_another_conversation_pass},
    {"more are followed than there is room for", test_more_are_followed_than_there_is_room_for},
    {"selectors that are refused", test_selectors_that_are_refused},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
