/* What the RFC demands of a request that the parser let through, looked up by other means than the parser's. */
#ifndef DEMANDS_H
#define DEMANDS_H

#include "../../http/request.h"

/* Does REQUEST say what stands at HEAD? If not, the program ends with SIGABRT. */
void check_head(const char *head, const struct request *request);

#endif
