/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts fake_server.py and talks to it in lines. It ends with its standard input, so it cannot
 * outlive the test program. */
#include "fake_server.h"

#include "scratch.h"

#include <gio/gio.h>

struct fake_server {
    GSubprocess *process;
    GDataInputStream *answers;
    GOutputStream *orders;
    char *directory, *ca_file; /* where it has an authority of its own */
};

struct fake_server *fake_server_start(const char *tls_directory)
{
    g_autofree char *script = scratch_support_file("fake_server.py");
    g_autoptr(GError) error = NULL;
    GSubprocess *process =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                         "/usr/bin/python3", "-W", "ignore", script, tls_directory, NULL);

    if (!process) {
        g_printerr("%s\n", error->message);
        return NULL;
    }
    struct fake_server *fake = g_new0(struct fake_server, 1);
    fake->process = process;
    fake->orders = g_subprocess_get_stdin_pipe(process);
    fake->answers = g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
    return fake;
}

struct fake_server *fake_server_start_alone(const char **ca_file)
{
    char *directory = scratch_new();
    g_autofree char *script = scratch_support_file("authority.sh");
    g_autofree char *tls = g_build_filename(directory, "tls", NULL);
    const char *const command[] = {script, tls, NULL};
    struct fake_server *fake = scratch_run(command, NULL) ? fake_server_start(tls) : NULL;
    if (!fake) {
        scratch_free(directory);
        return NULL;
    }
    fake->directory = directory;
    *ca_file = fake->ca_file = g_build_filename(tls, "ca.pem", NULL);
    return fake;
}

void fake_server_stop(struct fake_server *fake)
{
    if (!fake)
        return;
    g_output_stream_close(fake->orders, NULL, NULL);
    g_subprocess_force_exit(fake->process);
    g_subprocess_wait(fake->process, NULL, NULL);
    g_object_unref(fake->answers);
    g_object_unref(fake->process);
    if (fake->directory)
        scratch_free(fake->directory);
    g_free(fake->ca_file);
    g_free(fake);
}

static char *ask(struct fake_server *fake, const char *order)
{
    g_autofree char *line = g_strconcat(order, "\n", NULL);

    if (!g_output_stream_write_all(fake->orders, line, strlen(line), NULL, NULL, NULL))
        return NULL;
    return g_data_input_stream_read_line(fake->answers, NULL, NULL, NULL);
}

guint fake_server_listen(struct fake_server *fake, const char *description)
{
    g_autofree char *order = g_strconcat("listen ", description, NULL);
    g_autofree char *port = ask(fake, order);

    return port ? (guint)g_ascii_strtoull(port, NULL, 10) : 0;
}

char *fake_server_heard(struct fake_server *fake, guint port)
{
    g_autofree char *order = g_strdup_printf("heard %u", port);

    return ask(fake, order);
}

char *fake_server_clear(struct fake_server *fake, guint port)
{
    g_autofree char *order = g_strdup_printf("clear %u", port);

    return ask(fake, order);
}
