/* Fuzz target: lab/packet.h, lab/tracker.h and lab/ladder.h, as lab/link uses them. The input is what two hosts put on
 * the line, one packet after the other: two bytes, of which the first bit is the host and the others are how many
 * follow; then these. The last may have fewer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/printable.h"
#include "../../lab/ladder.h"
#include "require.h"

/* The payload lies between the bytes, and all adds up. */
static void check_packet(const struct packet *packet, const char *bytes, size_t length)
{
    REQUIRE(packet->length <= length);
    if (packet->kind == PACKET_MALFORMED) {
        REQUIRE(packet->length == length && packet->payload == NULL);
        return;
    }
    size_t header = packet->length - packet->fragment_length;
    REQUIRE(length >= 20);
    REQUIRE(header >= 20 && header <= 60 && header % 4 == 0);
    REQUIRE(header == ((unsigned char)bytes[0] & 0xfu) * 4);
    REQUIRE(packet->payload >= bytes + header);
    REQUIRE(packet->payload + packet->payload_length <= bytes + packet->length);
    REQUIRE(packet->kind != PACKET_FRAGMENT || is_fragment(packet));
    REQUIRE(packet->fragment_offset == 0 || packet->kind == PACKET_FRAGMENT);
    if (packet->kind == PACKET_TCP) {
        REQUIRE(packet->payload >= bytes + header + 20);
        REQUIRE(packet->tcp.sack_count >= 0 && packet->tcp.sack_count <= SACK_BLOCKS);
        REQUIRE(packet->tcp.scale >= NO_SCALE && packet->tcp.scale <= 14);
        REQUIRE(packet->tcp.window <= 65535 && packet->tcp.mss <= 65535);
    } else if (packet->kind == PACKET_UDP) {
        REQUIRE(packet->payload == bytes + header + 8);
        REQUIRE(packet->datagram_length >= packet->payload_length);
        REQUIRE(packet->more_fragments || packet->datagram_length == packet->payload_length);
    }
}

static bool has(const struct remark *remark, unsigned what)
{
    return (remark->what & what) != 0;
}

static void check_remark(const struct remark *remark, const struct packet *packet)
{
    bool tcp = packet->kind == PACKET_TCP;
    const struct ordinals *ordinal = &remark->ordinal;
    REQUIRE(ordinal->packet > 0 && remark->conversation >= 0);
    REQUIRE((ordinal->datagram > 0) == (packet->kind == PACKET_UDP));
    REQUIRE((ordinal->fragment > 0) == is_fragment(packet));
    REQUIRE(remark->conversation > 0 || !has(remark, REMARK_NEW));
    REQUIRE(remark->conversation > 0 || (!tcp && packet->kind != PACKET_UDP));
    REQUIRE(tcp || (remark->what & ~(unsigned)REMARK_NEW) == 0);
    REQUIRE(tcp || ordinal->data + ordinal->pure_ack + ordinal->syn + ordinal->fin == 0);
    REQUIRE(!tcp || remark->length == packet->payload_length);
    REQUIRE(remark->window <= 65535u << 14);
    REQUIRE(ordinal->data == 0 || remark->length > 0);
    REQUIRE(ordinal->pure_ack == 0 || remark->length == 0);
    REQUIRE(has(remark, REMARK_DUP_ACK) == (remark->dup_ack > 0));
    REQUIRE(!has(remark, REMARK_DUP_ACK | REMARK_WINDOW_UPDATE) || ordinal->pure_ack > 0);
    REQUIRE(!has(remark, REMARK_DUP_ACK) || !has(remark, REMARK_WINDOW_UPDATE));
    REQUIRE(!has(remark, REMARK_PROBE | REMARK_KEEP_ALIVE) || remark->length <= 1);
    REQUIRE(!has(remark, REMARK_RETRANSMISSION) || ordinal->pure_ack == 0);
}

/* Nothing that a terminal obeys, nor anything but UTF-8. */
static void check_text(const char *text, size_t size)
{
    size_t length = strlen(text);
    REQUIRE(length < size);
    for (size_t at = 0, taken; at < length; at += taken) {
        taken = printable_length(text + at, length - at);
        REQUIRE(taken > 0);
    }
}

static void check_line(const struct step *step)
{
    char text[STEP_SIZE], line[2 * STEP_SIZE];
    check_text(step_words(text, step), sizeof text);
    REQUIRE(text[0] != '\0');
    check_text(step_remarks(text, step), sizeof text);
    FILE *out = fmemopen(line, sizeof line, "w");
    REQUIRE(out != NULL);
    int written = step_print(out, step, false);
    REQUIRE(fclose(out) == 0 && written > 0 && (size_t)written < sizeof line);
    REQUIRE(line[written - 1] == '\n' && (size_t)written == strlen(line));
    line[written - 1] = '\0';
    check_text(line, sizeof line);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    static struct tracker tracker;
    tracker = (struct tracker){0};
    while (size >= 2) {
        struct step step = {.from = input[0] >> 7 ? HOST_B : HOST_A};
        size_t length = (size_t)(input[0] & 0x7f) << 8 | input[1];
        input += 2;
        size -= 2;
        length = length < size ? length : size;
        char *bytes = malloc(length > 0 ? length : 1); /* no more: the sanitizer watches its end */
        REQUIRE(bytes != NULL);
        memcpy(bytes, input, length);
        step.packet = packet_decode(bytes, length);
        check_packet(&step.packet, bytes, length);
        step.remark = tracker_see(&tracker, step.from, &step.packet);
        check_remark(&step.remark, &step.packet);
        check_line(&step);
        free(bytes);
        input += length;
        size -= length;
    }
    return 0;
}
