/* The rules of HTTP that a request can break: what is answered, why, and where it is written. */
#ifndef RULE_H
#define RULE_H

/* One rule. Error pages show all three. */
struct rule {
    int status;          /* the answer: 400, 414 ... (RFC 9110, section 15) */
    const char *why;     /* a sentence for the person who reads the error page, without the dot */
    const char *section; /* "RFC 9112, section 5.1"; NULL: a limit of this server */
};

#endif
