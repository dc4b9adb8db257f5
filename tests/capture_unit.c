/* Unit tests of lab/capture.c: packets written for Wireshark.
 *
 *     capture_unit FOLDER      FOLDER is empty, for its file */
#include <errno.h>

#include "../lab/capture.h"
#include "check.h"
#include "written.h"

static void test_a_capture_byte_by_byte(void)
{
    static const char wanted[] = "\xa1\xb2\x3c\x4d\0\2\0\4\0\0\0\0\0\0\0\0\0\0\xff\xff\0\0\0\x65"
                                 "\x65\x53\xf1\x00\x3b\x9a\xc9\xff\0\0\0\5\0\0\0\5E\0\n\xff\0"
                                 "\x80\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0";
    struct capture *capture = capture_open(path);
    capture_packet(capture, (struct timespec){1700000000, 999999999}, "E\0\n\xff\0", 5);
    /* In 2038, or, where time_t has 32 bits, with the same bits. */
    capture_packet(capture, (struct timespec){(time_t)0x80000001, 1}, "", 0);
    CHECK(capture_close(capture) == 0);
    read_file();
    CHECK(length == sizeof wanted - 1 && memcmp(bytes, wanted, length) == 0);
}

static void test_a_capture_keeps_no_more_than_it_says(void)
{
    static char large[70000];
    struct capture *capture = capture_open(path);
    capture_packet(capture, (struct timespec){1, 2}, large, sizeof large);
    CHECK(capture_close(capture) == 0);
    read_file();
    CHECK(length == 24 + 16 + 65535);
    CHECK(memcmp(bytes + 32, "\0\0\xff\xff\0\1\x11\x70", 8) == 0);
}

static void test_a_capture_that_cannot_be(void)
{
    errno = 0;
    CHECK(capture_open("/nowhere/at/all") == NULL && errno == ENOENT);
    CHECK(capture_close(NULL) == 0);
    if (!has_full_device())
        return;
    for (int packets = 0; packets <= 10000; packets += 10000) {
        struct capture *capture = capture_open("/dev/full");
        for (int i = 0; i < packets; i++)
            capture_packet(capture, (struct timespec){1, 2}, "hello", 5);
        errno = 0;
        CHECK(capture_close(capture) == -1 && errno == ENOSPC);
    }
}

/* Nor may it look whole when the disk was full for a while only. */
static void test_what_failed_once_is_remembered(void)
{
    struct rlimit limit;
    struct capture *capture = capture_open(path);
    shrink_disk(&limit);
    for (int i = 0; i < 10000; i++)
        capture_packet(capture, (struct timespec){1, 2}, "hello", 5);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    errno = 0;
    CHECK(capture_close(capture) == -1 && errno == EFBIG);
}

static const struct test tests[] = {
    {"a capture, byte by byte", test_a_capture_byte_by_byte},
    {"a capture keeps no more than it says", test_a_capture_keeps_no_more_than_it_says},
    {"a capture that cannot be", test_a_capture_that_cannot_be},
    {"what failed once is remembered", test_what_failed_once_is_remembered},
};

int main(int argc, char *argv[])
{
    if (!in_folder(argc, argv))
        return 2;
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
