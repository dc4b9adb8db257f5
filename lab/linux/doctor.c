#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../../common/timing.h"
#include "modes.h"
#include "namespace.h"

/* What has become of a try. */
struct finding {
    bool made; /* else: */
    struct refusal refusal;
    char step[64]; /* its words, which are in another process */
    bool crossed;  /* a datagram has come from a to b */
};

static int open_socket(int network)
{
    return enter_network(network) == -1 ? -1 : socket(AF_INET, SOCK_DGRAM, 0);
}

/* Does a datagram from a arrive at b? */
static bool crosses(struct line *line)
{
    const struct wire clean[HOSTS] = {{.seed = 1}, {.seed = 1}};
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons(9),
                                   .sin_addr.s_addr = htonl(host_address(HOST_B))};
    char bytes[16];
    int b = open_socket(line->sides[HOST_B].network);
    int a = open_socket(line->sides[HOST_A].network);
    line_begin(line, clean);
    bool sent = a != -1 && b != -1 && bind(b, (const struct sockaddr *)&to, sizeof to) == 0 &&
                sendto(a, "x", 1, 0, (const struct sockaddr *)&to, sizeof to) == 1;
    for (double start_s = now_s(); sent && now_s() - start_s < 3;) {
        line_carry(line, 0.01, -1);
        if (recv(b, bytes, sizeof bytes, MSG_DONTWAIT) == 1)
            return true;
    }
    return false;
}

/* In a process of its own, as what is made stays with it. */
static struct finding try(enum backend backend)
{
    static struct line line;
    static const struct manners manners = {.congestion = "reno"};
    struct finding finding = {.refusal = {REFUSED_SET_UP, "", 0}};
    int report[2];
    if (pipe(report) == -1)
        die("cannot make a pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == -1)
        die("cannot start a process: %s", strerror(errno));
    if (pid == 0) {
        finding.made = line_make(&line, backend, LINE_MTU, &manners, &finding.refusal) == 0;
        if (finding.made)
            finding.crossed = crosses(&line);
        else
            snprintf(finding.step, sizeof finding.step, "%s", finding.refusal.step);
        _exit(write(report[1], &finding, sizeof finding) == sizeof finding ? 0 : 1);
    }
    close(report[1]);
    if (read(report[0], &finding, sizeof finding) != sizeof finding) {
        snprintf(finding.step, sizeof finding.step, "hear from the process that tries it");
        finding.refusal.error = EPIPE;
    }
    close(report[0]);
    if (waitpid(pid, NULL, 0) == -1)
        die("cannot wait for a process: %s", strerror(errno));
    finding.refusal.step = finding.step;
    return finding;
}

static void say_result(const char *what, bool ok)
{
    say("  %-6s  %s\n", ok ? "ok" : "failed", what);
}

/* Say how far it came. BASIC: with the steps that both back ends have in common. */
static void say_finding(const struct finding *finding, const char *device, bool basic)
{
    static const struct {
        enum refused what;
        const char *words;
    } steps[] = {
        {REFUSED_USERS, "a user namespace: rights over networks of your own"},
        {REFUSED_MAP, "to be who you are in it"},
        {REFUSED_NETWORK, "a network for each host"},
        {REFUSED_SET_UP, "to set up what is in it"},
    };
    bool failed = false;
    for (size_t i = 0; basic && !failed && i < sizeof steps / sizeof steps[0]; i++) {
        failed = !finding->made && finding->refusal.what == steps[i].what;
        say_result(steps[i].words, !failed);
    }
    if (!failed)
        say_result(device, finding->made && finding->crossed);
    if (!finding->made)
        say("          cannot %s: %s\n  %s\n", finding->step, strerror(finding->refusal.error),
            refusal_remedy(&finding->refusal));
    else if (!finding->crossed)
        say("          a datagram from a to b did not arrive\n");
}

int doctor(void)
{
    const struct finding tun = try(BACKEND_TUN), veth = try(BACKEND_VETH);
    bool tun_works = tun.made && tun.crossed, veth_works = veth.made && veth.crossed;
    bool apart = tun.made || tun.refusal.what == REFUSED_TUN;
    say_finding(&tun, "tun: packets through /dev/net/tun", true);
    if (apart)
        say_finding(&veth, "veth: packets through a pair of interfaces", false);
    if (tun_works || veth_works)
        say("lab/link works here, with %s.\n", tun_works ? "tun" : "veth");
    else
        say("lab/link does not work here. For UDP, lab/relay needs none of this.\n");
    int status = output_finish();
    return status != EXIT_SUCCESS    ? status
           : tun_works || veth_works ? EXIT_SUCCESS
                                     : EXIT_CANNOT_RUN;
}
