#include "options.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "message.h"
#include "narrate.h"

enum { TABLE_LIMIT = 24, LONGEST_TIME_S = 86400 };

/* A command line while it is read: the whole table, and what --help says beside it. */
struct reading {
    const char *program, *about, *operand, *operand_help;
    bool leading; /* the first operand ends the options */
    struct option table[TABLE_LIMIT];
    size_t rows;
};

static void add_rows(struct reading *reading, const struct option *row)
{
    for (; row != NULL && (row->letter || row->name); row++) {
        assert(reading->rows < TABLE_LIMIT);
        reading->table[reading->rows++] = *row;
    }
}

static void print_help(const struct reading *reading)
{
    say("Usage: %s [OPTION]...%s%s\n%s\n\n", reading->program, reading->operand[0] ? " " : "",
        reading->operand, reading->about);
    if (reading->operand[0] != '\0')
        say("  %-22s %s\n", reading->operand, reading->operand_help);
    for (const struct option *row = reading->table; row < reading->table + reading->rows; row++) {
        char letter[] = {'-', row->letter, row->name ? ',' : '\0', ' ', '\0'}, left[64];
        snprintf(left, sizeof left, "%s%s%s %s", row->letter ? letter : "    ",
                 row->name ? "--" : "", row->name ? row->name : "", row->value ? row->value : "");
        say("  %-22s %s", left, row->help);
        if (row->number != NULL && *row->number != 0)
            say(" (%ld)", *row->number);
        else if (row->seconds != NULL)
            say(" (%gs)", *row->seconds);
        say("\n");
    }
}

static long read_number(const struct option *row, const char *noun, const char *text)
{
    errno = 0; /* strtol alone would take " 7", "+7" and "7x" */
    long number = strtol(text, NULL, 10);
    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0' || errno != 0 ||
        number < row->min || number > row->max)
        wrong_usage("%s '%s' is not a number from %ld to %ld", noun, text, row->min, row->max);
    return number;
}

double read_time(const char *noun, const char *text)
{
    char *unit; /* strtod alone would take "-1", "inf" and "0x1p3" */
    double seconds = strtod(text, &unit);
    bool plain = unit > text && unit == text + strspn(text, "0123456789.");
    if (strcmp(unit, "ms") == 0)
        seconds /= 1000;
    else if (strcmp(unit, "s") != 0 && strcmp(unit, "") != 0)
        plain = false;
    if (!plain || seconds > LONGEST_TIME_S)
        wrong_usage("%s '%s' is not a time from 0 to %d s, such as 2, 0.5, 2s or 20ms", noun, text,
                    LONGEST_TIME_S);
    return seconds;
}

/* LENGTH characters of WORD are an option that BEFORE and AFTER say something against. */
static _Noreturn void wrong_option(const struct reading *reading, const char *before,
                                   const char *word, size_t length, const char *after)
{
    wrong_usage("%s '%.*s'%s\n  Try '%s --help'.", before, (int)length, word, after,
                reading->program);
}

/* LENGTH characters of WORD are the option of ROW: give it its value, which is JOINED to it or else the
 * NEXT word. Returns how many words were used beyond this one. */
static int take_option(const struct reading *reading, const struct option *row, const char *word,
                       size_t length, const char *joined, const char *next)
{
    const char *text = joined != NULL ? joined : next, *noun = row->name ? row->name : word;
    bool takes_value = row->flag == NULL;
    if (!takes_value && joined != NULL)
        wrong_option(reading, "option", word, length, " takes no value");
    if (takes_value && text == NULL)
        wrong_option(reading, "option", word, length, " needs a value");
    if (!takes_value)
        *row->flag = true;
    else if (row->text != NULL)
        *row->text = text;
    else if (row->number != NULL)
        *row->number = read_number(row, noun, text);
    else if (row->seconds != NULL)
        *row->seconds = read_time(noun, text);
    else
        row->read(noun, text, row->into);
    return takes_value && joined == NULL;
}

/* "--name" or "--name=value" */
static int take_long(const struct reading *reading, const char *word, const char *next)
{
    size_t length = strcspn(word, "=");
    const struct option *row = reading->table, *end = row + reading->rows;
    while (row < end && (row->name == NULL || strlen(row->name) != length - 2 ||
                         strncmp(row->name, word + 2, length - 2) != 0))
        row++;
    if (row == end)
        wrong_option(reading, "unknown option", word, length, "");
    return take_option(reading, row, word, length, word[length] ? word + length + 1 : NULL, next);
}

/* "-v", "-4v", "-p80", "-vp 80" */
static int take_letters(const struct reading *reading, const char *word, const char *next)
{
    int used = 0;
    for (const char *joined = word + 1; joined != NULL && *joined != '\0';) {
        const char label[] = {'-', *joined, '\0'};
        const struct option *row = reading->table, *end = row + reading->rows;
        while (row < end && row->letter != *joined)
            row++;
        if (row == end)
            wrong_option(reading, "unknown option", label, 2, "");
        joined++;
        if (row->flag != NULL) {
            used = take_option(reading, row, label, 2, NULL, NULL);
        } else {
            used = take_option(reading, row, label, 2, *joined ? joined : NULL, next);
            joined = NULL;
        }
    }
    return used;
}

/* Read the options and gather the operands at argv[1] and after it. Returns how many there are; of a
 * leading command line, where the first one stands. */
static int read_words(struct reading *reading, int argc, char *argv[])
{
    bool help = false, version = false, only_operands = false;
    int operands = 0;
    message_start(argv[0]);
    add_rows(reading,
             (const struct option[]){{'h', "help", NULL, "print this text", .flag = &help},
                                     {0, "version", NULL, "print the version", .flag = &version},
                                     {0}});
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (!only_operands && strcmp(word, "--") == 0)
            only_operands = true;
        else if (!only_operands && word[0] == '-' && word[1] != '\0')
            i += (word[1] == '-' ? take_long : take_letters)(reading, word, argv[i + 1]);
        else if (reading->leading)
            return i;
        else
            argv[1 + operands++] = word;
        if (help)
            print_help(reading);
        else if (version)
            say("%s (Two Terminals) %s\n", reading->program, TWO_TERMINALS_VERSION);
        if (help || version)
            exit(output_finish());
    }
    return reading->leading ? argc : operands;
}

void read_options(struct settings *settings, enum role role, const char *about,
                  const struct option *own, int argc, char *argv[])
{
    bool server = role == SERVER, only_ipv4 = false, only_ipv6 = false, verbose = false;
    const char *timeout_help = settings->timeout_help;
    if (timeout_help == NULL)
        timeout_help = server ? "longest silence of a client, 0 = no limit"
                              : "longest wait for an answer, 0 = no limit";
    const struct option common[] = {
        {'p', "port", "PORT", server ? "port to bind, 0 = any free one" : "the server's port",
         .number = &settings->port, .min = server ? 0 : 1, .max = 65535},
        {'t', "timeout", "TIME", timeout_help, .seconds = &settings->timeout_s},
        {'4', NULL, NULL, "IPv4 only", .flag = &only_ipv4},
        {'6', NULL, NULL, "IPv6 only; HOST is ::1 unless given", .flag = &only_ipv6},
        {'v', "verbose", NULL, "narrate each socket call on stderr", .flag = &verbose},
        {0},
    };
    struct reading reading = {
        argv[0], about, "[HOST]",
        server ? "address to bind (127.0.0.1)" : "where the server is (127.0.0.1)", .rows = 0};
    add_rows(&reading, own);
    add_rows(&reading, common);

    int operands = read_words(&reading, argc, argv);
    if (operands > 1)
        wrong_usage("too many arguments: '%s'", argv[2]);
    if (operands == 1 && argv[1][strspn(argv[1], "0123456789")] == '\0' && argv[1][0] != '\0')
        wrong_usage("'%s' is not a host; a port is given with -p", argv[1]);
    if (only_ipv4 && only_ipv6)
        wrong_usage("options '-4' and '-6' exclude each other");
    settings->family = only_ipv4 ? AF_INET : only_ipv6 ? AF_INET6 : AF_UNSPEC;
    settings->host = operands == 1 ? argv[1] : only_ipv6 ? "::1" : "127.0.0.1";
    if (verbose)
        narrate_start();
}

const char *read_own_options(const char *about, const char *operand, const char *operand_help,
                             const struct option *own, int argc, char *argv[])
{
    struct reading reading = {argv[0], about, operand != NULL ? operand : "", operand_help,
                              .leading = false};
    int expected = operand != NULL;
    add_rows(&reading, own);
    int operands = read_words(&reading, argc, argv);
    if (operands > expected)
        wrong_usage("too many arguments: '%s'", argv[1 + expected]);
    return operands > 0 ? argv[1] : NULL;
}

int read_options_before_command(const char *about, const char *operand, const char *operand_help,
                                const struct option *own, int argc, char *argv[])
{
    struct reading reading = {argv[0], about, operand, operand_help, .leading = true};
    add_rows(&reading, own);
    return read_words(&reading, argc, argv);
}
