/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens for the fetchers and the notifier: got by the authorizer, kept in memory until shortly
 * before they expire. */
#ifndef CIRCULARD_SUPERVISE_ACCESS_H
#define CIRCULARD_SUPERVISE_ACCESS_H

#include <glib.h>

#include "config.h"
#include "supervise/centre.h"

struct accesses;
struct accesses *accesses_new(struct centre *centre);
void accesses_free(struct accesses *accesses); /* calls nobody back */
/* Nobody is called back any more, and nothing is asked. */
void accesses_stop(struct accesses *accesses);

/* token: NULL where there is none; then kind is a TRANSPORT_ERROR_… (SOURCE_ERROR_… has the same
 * numbers) and the sentence says why. */
typedef void (*access_told)(const char *token, guint kind, const char *sentence, gpointer data);
/* Calls back once: before it returns where a token is at hand, else later. */
void access_ask(struct accesses *accesses, const struct config_oauth *oauth, access_told told,
                gpointer data);
/* A server did not take this token. TRUE: it was used before, so another one may do; ask again. */
gboolean access_refused(struct accesses *accesses, const struct config_oauth *oauth,
                        const char *token);
/* A secret leaves memory; NULL from now on. */
void access_forget(char **secret);

#endif
