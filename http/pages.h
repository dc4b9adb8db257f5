/* Our own pages: the handlers that stand in the table ROUTES (routes.c), but for /inspect and the files. What a
 * handler is, exchange.h says. */
#ifndef PAGES_H
#define PAGES_H

struct exchange;

void show_index(struct exchange *exchange); /* page_index.c */
void show_asset(struct exchange *exchange); /* page.c: style and scripts */

void show_form(struct exchange *exchange); /* page_form.c */
void show_template(struct exchange *exchange);
void show_echo(struct exchange *exchange);

void show_cookies(struct exchange *exchange); /* page_visitor.c */
void show_private(struct exchange *exchange);

void show_count(struct exchange *exchange); /* page_count.c */

void show_slow(struct exchange *exchange); /* page_slow.c */
void show_drip(struct exchange *exchange);
void show_race(struct exchange *exchange);

void show_connections(struct exchange *exchange); /* page_connections.c */
void show_connection_events(struct exchange *exchange);

#endif
