/* Linked into the programs of make coverage. gcov writes at exit what has run; here it does so, too, where a program ends
 * or becomes another without exit: a child that leaves by _exit, and a command that is started. The linker puts these
 * in the places of the calls (--wrap). */

/* libgcov's; gcov.h does not come with every gcc. */
void __gcov_dump(void);
void __gcov_reset(void);

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
int __real_execvp(const char *file, char *const arguments[]);
int __wrap_execvp(const char *file, char *const arguments[]);

_Noreturn void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}

int __wrap_execvp(const char *file, char *const arguments[])
{
    __gcov_dump();
    int result = __real_execvp(file, arguments);
    __gcov_reset(); /* it goes on here: count anew, or else no more would be written */
    return result;
}
