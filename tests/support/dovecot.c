/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs dovecot.sh and talks to it by its verbs. Ports are found free a moment before they are used;
 * where another program was faster, others are tried. */
#include "dovecot.h"

#include "scratch.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#define STARTS_MAX 5

struct dovecot_process {
    GSubprocess *subprocess;
    guint delivered;
};

/* Two at once, so that they differ. */
static gboolean find_free_ports(guint ports[2])
{
    int sockets[2];
    gboolean good = TRUE;

    for (int i = 0; i < 2; i++) {
        struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t length = sizeof address;
        sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        good = good && bind(sockets[i], (struct sockaddr *)&address, length) == 0 &&
               getsockname(sockets[i], (struct sockaddr *)&address, &length) == 0;
        ports[i] = ntohs(address.sin_port);
    }
    close(sockets[0]);
    close(sockets[1]);
    return good;
}

/* Says "ready", or ends. */
static GSubprocess *run_once(const char *directory, const guint ports[2], gboolean last)
{
    g_autofree char *script = scratch_support_file("dovecot.sh");
    g_autofree char *imap = g_strdup_printf("%u", ports[0]);
    g_autofree char *imaps = g_strdup_printf("%u", ports[1]);
    GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                             (last ? 0 : G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autoptr(GSubprocess) subprocess =
        g_subprocess_new(flags, NULL, script, "run", directory, imap, imaps, NULL);
    char answer[6] = "";
    gsize got = 0;

    if (!subprocess)
        return NULL;
    g_input_stream_read_all(g_subprocess_get_stdout_pipe(subprocess), answer, sizeof answer, &got,
                            NULL, NULL);
    if (got == sizeof answer && memcmp(answer, "ready\n", got) == 0)
        return g_steal_pointer(&subprocess);
    g_subprocess_wait(subprocess, NULL, NULL);
    return NULL;
}

struct dovecot *dovecot_start(void)
{
    struct dovecot *dovecot = g_new0(struct dovecot, 1);
    guint ports[2];

    dovecot->directory = scratch_new();
    dovecot->process = g_new0(struct dovecot_process, 1);
    for (int i = 1; i <= STARTS_MAX && !dovecot->process->subprocess; i++)
        if (find_free_ports(ports))
            dovecot->process->subprocess = run_once(dovecot->directory, ports, i == STARTS_MAX);
    dovecot->ca_file = g_build_filename(dovecot->directory, "tls", "ca.pem", NULL);
    dovecot->imap_url = g_strdup_printf("imap://localhost:%u", ports[0]);
    dovecot->imaps_url = g_strdup_printf("imaps://localhost:%u", ports[1]);
    if (dovecot->process->subprocess)
        return dovecot;
    dovecot_stop(dovecot);
    return NULL;
}

void dovecot_stop(struct dovecot *dovecot)
{
    if (!dovecot)
        return;
    if (dovecot->process->subprocess) {
        GSubprocess *subprocess = dovecot->process->subprocess;
        g_output_stream_close(g_subprocess_get_stdin_pipe(subprocess), NULL, NULL);
        g_subprocess_wait(subprocess, NULL, NULL);
        g_object_unref(subprocess);
    }
    scratch_free(dovecot->directory);
    g_free(dovecot->imap_url);
    g_free(dovecot->imaps_url);
    g_free(dovecot->ca_file);
    g_free(dovecot->process);
    g_free(dovecot);
}

static void must_run(const char *const *arguments)
{
    g_autoptr(GError) error = NULL;

    if (!scratch_run(arguments, &error))
        g_error("%s %s: %s", arguments[0], arguments[1], error->message);
}

void dovecot_add_user(struct dovecot *dovecot, const char *user, const char *password)
{
    g_autofree char *script = scratch_support_file("dovecot.sh");
    const char *const command[] = {script, "add-user", dovecot->directory, user, password, NULL};

    must_run(command);
}

void dovecot_deliver(struct dovecot *dovecot, const char *user, const char *bytes, gsize length)
{
    guint number = ++dovecot->process->delivered;
    g_autofree char *name =
        g_strdup_printf("%u.M%uP%d.test", 1700000000 + number, number, getpid());
    g_autofree char *maildir = g_build_filename(dovecot->directory, "mail", user, "Maildir", NULL);
    g_autofree char *from = g_build_filename(maildir, "tmp", name, NULL);
    g_autofree char *to = g_build_filename(maildir, "new", name, NULL);
    struct passwd *nobody = getpwnam("nobody");

    if (!g_file_set_contents_full(from, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600,
                                  NULL) ||
        (geteuid() == 0 && chown(from, nobody->pw_uid, nobody->pw_gid) != 0) ||
        g_rename(from, to) != 0)
        g_error("nothing can be delivered to %s", to);
}

void dovecot_save(struct dovecot *dovecot, const char *user, const char *mailbox, const char *text)
{
    g_autofree char *script = scratch_support_file("dovecot.sh");
    g_autofree char *file = g_build_filename(dovecot->directory, "saved.eml", NULL);
    const char *const command[] = {script, "save", dovecot->directory, user, mailbox, file, NULL};

    if (!g_file_set_contents(file, text, -1, NULL))
        g_error("%s cannot be written", file);
    must_run(command);
}

void dovecot_admin(struct dovecot *dovecot, const char *word, ...)
{
    g_autoptr(GPtrArray) command = g_ptr_array_new();
    g_autofree char *config = g_build_filename(dovecot->directory, "dovecot.conf", NULL);
    va_list words;

    g_ptr_array_add(command, (gpointer) "doveadm");
    g_ptr_array_add(command, (gpointer) "-c");
    g_ptr_array_add(command, config);
    va_start(words, word);
    for (const char *next = word; next; next = va_arg(words, const char *))
        g_ptr_array_add(command, (gpointer)next);
    va_end(words);
    g_ptr_array_add(command, NULL);
    must_run((const char *const *)command->pdata);
}
