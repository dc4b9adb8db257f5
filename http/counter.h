/* One counter twice, for the page /count: with a lock, and without. Many threads add to both. */
#ifndef COUNTER_H
#define COUNTER_H

struct counter;

struct counts {
    long locked, unlocked;
};

/* Returns NULL with errno. */
struct counter *counter_create(void);
void counter_release(struct counter *counter);

/* Add 1 to both, so many times. */
void counter_add(struct counter *counter, long times);

/* Both become 0; but who is adding just now may write an old value over the one without a lock. */
void counter_reset(struct counter *counter);

/* What they are now. */
struct counts counter_read(struct counter *counter);

#endif
