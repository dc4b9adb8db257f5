/* The number in the first 4 bytes of a message of udp/echo_client: whose echo is it? The page is
 * docs/udp/echo.md. */
#include "numbered.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "../common/message.h"

void put_number(char *message, long number)
{
    uint32_t bytes = htonl((uint32_t)number);
    memcpy(message, &bytes, NUMBER_SIZE);
}

long number_of(const char *datagram, size_t length)
{
    uint32_t bytes = 0;
    if (length >= NUMBER_SIZE)
        memcpy(&bytes, datagram, NUMBER_SIZE);
    return (long)ntohl(bytes);
}

void compare_echo(const char *echo, size_t received, const char *message, size_t length)
{
    if (received != length)
        die("the echo differs: sent %zu bytes, received %zu", length, received);
    if (memcmp(echo, message, length) == 0)
        return;
    size_t i = 0;
    while (echo[i] == message[i])
        i++;
    die("the echo differs at byte %zu: sent 0x%02x, received 0x%02x", i, (unsigned char)message[i],
        (unsigned char)echo[i]);
}
