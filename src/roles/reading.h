/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reader.c and warm.c share: the reader itself and one mail on its way through it. */
#ifndef CIRCULARD_ROLES_READING_H
#define CIRCULARD_ROLES_READING_H

#include <glib.h>

#include "base/auto.h"
#include "base/heap.h"
#include "roles/lean.h"
#include "roles/reader.h"

struct channel;

/* What warm parents have: each has what those before it have. A mail that needs more than the first one has
 * is read by children of another. */
enum warmth { WARM_TEXT, WARM_SETS, WARM_SCANS, WARMTHS };

struct reader {
    enum warmth warmth;
    struct decoder *decoder;
    struct packs *packs;
    guint read_seconds;
    guint64 mapped_bytes;  /* in use when warm */
    GVariant *form;        /* findings: while there are some, their types are not made anew */
    struct heap heap;
    struct lean lean;
    GBytes *seal;          /* sandbox_compile() */
    int nowhere;           /* /dev/null: a sealed process could not open it */
    struct channel *others[WARMTHS]; /* to the other warm parents; NULL in them */
    guint busy, most;      /* jobs that run; how many may */
    GQueue waiting;        /* of struct reader_job: descriptors alone, so that forks do not grow */
};

struct job {
    struct reader *reader;
    GBytes *mail;
    int file, answer; /* owned; -1 for none */
    gboolean document, candidates;
    char *name;
    GDate received;
    gboolean witnessed;
    guint *part;     /* shared page: the part that the child is reading */
    GArray *skipped; /* of guint: parts that killed a child */
    guint attempts;
    char *why;       /* it cannot be read: how the last child died */
};

/* Takes the descriptors. Where the mail cannot be had, job.why says so. */
struct job *job_new(struct reader *reader, const struct reader_job *asked);
void job_free(struct job *job);
AUTO_DEFINE(job)

G_NORETURN void job_read_sealed(struct job *job); /* in a child */

enum job_next { JOB_ANSWERED, JOB_NEEDS_SETS, JOB_NEEDS_SCANS, JOB_AGAIN, JOB_UNREADABLE };
enum job_next job_judge(struct job *job, int status); /* how a child ended, as from waitpid(2) */
void job_tell_unreadable(struct job *job);

/* Reads a mail of our own, so that what is set up once is set up. */
void reader_exercise(struct reader *reader);
/* The same for the decoder alone, before there are packs. */
void reader_exercise_decoder(struct reader *reader);

/* Forks another warm parent, which waits for mails. */
struct channel *warm_start(const struct reader *reader, enum warmth warmth, GError **error);
/* The descriptors are copied; job_done() is called when its keeper there has ended. */
void warm_hand_over(struct job *job, enum warmth warmth);
void job_done(struct job *job);

#endif
