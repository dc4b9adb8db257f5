/* Two readings of the grammar: http/request.c, which is fast, and differential/reading.c, which is slow and obvious: the same
 * rules as regular expressions. 100,000 heads, well formed and spoilt (differential/heads.c), must be judged alike by both.
 *
 *     http_differential [SEED]      1 and the head that the two disagree on */
#include <stdio.h>
#include <stdlib.h>

#include "../http/request.h"
#include "differential/heads.h"
#include "differential/reading.h"

enum { CASES = 100000 };

/* The first reading, of a head that comes in two pieces. */
static int parse(struct request *request, const struct head *head, size_t split)
{
    const struct rule *broken = NULL;
    *request = (struct request){0};
    enum request_result result = request_parse(request, head->text, split, &broken);
    if (result == REQUEST_NOT_YET)
        result = request_parse(request, head->text, head->length, &broken);
    return result == REQUEST_REFUSED ? broken->status : result == REQUEST_WHOLE ? 0 : NOT_YET;
}

static bool agree(const struct request *request, const struct reading *reading)
{
    enum framing framing = reading->chunked      ? BODY_CHUNKED
                           : reading->has_length ? BODY_LENGTH
                                                 : BODY_NONE;
    return request->framing == framing && request->head_length == reading->head_length &&
           (!reading->has_length ||
            request->content_length == strtoull(reading->length, NULL, 10)) &&
           request->keep_alive ==
               (!reading->close && (!reading->http_1_0 || reading->keep_alive)) &&
           request->expects_continue == reading->expects;
}

static void say_counts(const int counts[600])
{
    printf("%d heads: %d well formed, %d not complete", CASES, counts[0], counts[NOT_YET]);
    for (int status = 400; status < 600; status++)
        if (counts[status] > 0)
            printf(", %d refused with %d", counts[status], status);
    printf("\n");
}

int main(int argc, char *argv[])
{
    int counts[600] = {0};
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    struct head head = {.dice = seed * 2 + 88172645463325253};
    if (!reading_start())
        return 2;
    for (int i = 0; i < CASES; i++) {
        struct request request;
        struct reading reading;
        head_make(&head);
        int first = parse(&request, &head, head_roll(&head, head.length + 1));
        int second = read_head(&reading, head.text, head.length);
        counts[second]++;
        if (first == second && (first != 0 || agree(&request, &reading)))
            continue;
        printf("# request.c says %d, the second reading says %d:\n", first, second);
        fwrite(head.text, 1, head.length, stdout);
        return 1;
    }
    say_counts(counts);
    reading_end();
    return 0;
}
