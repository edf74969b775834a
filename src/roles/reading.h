/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reader.c and scans.c share: the reader itself and one mail on its way through it. */
#ifndef CIRCULARD_ROLES_READING_H
#define CIRCULARD_ROLES_READING_H

#include <glib.h>

#include "base/auto.h"
#include "base/heap.h"
#include "roles/lean.h"
#include "roles/reader.h"

struct channel;

struct reader {
    struct decoder *decoder;
    struct packs *packs;
    guint read_seconds;
    guint64 mapped_bytes;  /* in use when warm */
    struct heap heap;
    struct lean lean;
    GBytes *seal;          /* sandbox_compile() */
    int nowhere;           /* /dev/null: a sealed process could not open it */
    struct channel *scans; /* to the second warm parent; NULL in it */
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

enum job_next { JOB_ANSWERED, JOB_ELSEWHERE, JOB_AGAIN, JOB_UNREADABLE };
enum job_next job_judge(struct job *job, int status); /* how a child ended, as from waitpid(2) */
void job_tell_unreadable(struct job *job);

/* Reads a mail of our own, so that what is set up once is set up. */
void reader_exercise(struct reader *reader);

/* Forks the second warm parent, which loads the recognition data and then waits for mails. */
struct channel *scans_start(const struct reader *reader, GError **error);
/* The descriptors are copied; job_done() is called when its keeper there has ended. */
void scans_hand_over(struct job *job);
void job_done(struct job *job);

#endif
