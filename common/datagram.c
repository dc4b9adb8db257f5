#include "datagram.h"

#include <errno.h>
#include <string.h>

#include "message.h"
#include "timing.h"

/* Of the 65535 bytes of an IPv4 packet, 20 are its header and 8 the UDP header (RFC 791, RFC 768). IPv6
 * does not count its own header (RFC 8200, section 3). */
enum { IPV4_LIMIT = 65535 - 20 - 8, IPV6_LIMIT = 65535 - 8 };

static void explain_size(const char *there, size_t length)
{
    size_t limit = there[0] == '[' ? IPV6_LIMIT : IPV4_LIMIT;
    if (length > limit) {
        warn("message is %zu bytes, the limit is %zu; not sent", length, limit);
        hint("A packet has at most 65535 bytes, of which %s: one datagram cannot carry more.",
             limit == IPV6_LIMIT ? "UDP's header takes 8" : "IPv4's header takes 20 and UDP's 8");
    } else {
        warn("message is %zu bytes, more than this system sends; not sent", length);
        hint("macOS and the BSDs have a limit of their own:  sysctl net.inet.udp.maxdgram");
    }
}

void explain_datagram(const char *there, size_t length, const char *server)
{
    if (errno == EMSGSIZE) {
        explain_size(there, length);
        return;
    }
    if (errno != ECONNREFUSED) {
        warn("lost touch with %s: %s", there, strerror(errno));
        if (errno == ENETUNREACH || errno == EHOSTUNREACH)
            hint("This machine knows no way to that address.");
        return;
    }
    warn("%s refused the datagram: %s", there, strerror(errno));
    if (server != NULL)
        hint("That machine answered with ICMP \"port unreachable\". Start the server first:  %s",
             server);
    else
        hint("The host has another address; trying that.");
}

void explain_silence(const char *there, long tries, double timeout_s, const char *server)
{
    warn("no answer from %s after %ld %s of %g s", there, tries, tries == 1 ? "try" : "tries",
         timeout_s);
    if (server != NULL)
        hint("The datagram or its answer was lost, or no server runs; UDP cannot tell you which.");
    else
        hint("The host has another address; trying that.");
}

void datagram_failed(const char *call)
{
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)
        return;
    warn("%s failed: %s", call, strerror(errno));
    pause_for(0.1);
}
