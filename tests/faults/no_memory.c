/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loaded before the C library (LD_PRELOAD): the centre gets no memory at its n-th allocation.
 *
 *     NO_MEMORY=1234      at this one alone
 *     NO_MEMORY=1234+     from there on
 *     NO_MEMORY_COUNT=F   how many there were is written to the file F at the end
 *
 * Children (--role) get all they ask for: they are killed by other tests. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long made, fails_at; /* 0: never */
static int for_good;

__attribute__((constructor)) static void begin(int argc, char **argv)
{
    const char *at = getenv("NO_MEMORY");
    char *end = NULL;

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--role") == 0) {
            unsetenv("NO_MEMORY_COUNT");
            return;
        }
    if (!at)
        return;
    unsigned long nth = strtoul(at, &end, 10);
    for_good = *end == '+';
    fails_at = nth;
}

__attribute__((destructor)) static void finish(void)
{
    const char *path = getenv("NO_MEMORY_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;

    if (!file)
        return;
    fprintf(file, "%lu\n", made);
    fclose(file);
}

static int fails(void)
{
    unsigned long number = __atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);

    if (fails_at == 0 || number < fails_at || (number > fails_at && !for_good))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}
