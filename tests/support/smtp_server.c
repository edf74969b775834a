/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts smtp_server.py, reads its port, and ends it by ending its standard input. */
#include "smtp_server.h"

#include "scratch.h"

#include <gio/gio.h>
#include <string.h>

struct smtp_server {
    GSubprocess *process;
    guint port;
};

struct smtp_server *smtp_server_start_at(const char *directory, const char *tls_directory,
                                         const char *mode, const char *user, const char *password,
                                         guint port)
{
    g_autofree char *script = scratch_support_file("smtp_server.py");
    g_autofree char *certificate = g_build_filename(tls_directory, "server.pem", NULL);
    g_autofree char *key = g_build_filename(tls_directory, "server.key", NULL);
    g_autofree char *port_text = g_strdup_printf("%u", port);
    const char *const arguments[] = {
        "/usr/bin/python3", script,      directory, "--until-eof", "--port", port_text,
        "--tls",            mode,        "--certificate", certificate, "--key", key,
        user == NULL ? NULL : "--user",  user,      "--password",  password, NULL,
    };
    g_autoptr(GError) error = NULL;
    GSubprocess *process = g_subprocess_newv(
        arguments, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);

    if (process == NULL) {
        g_printerr("%s\n", error->message);
        return NULL;
    }
    g_autoptr(GDataInputStream) lines =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
    g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, NULL);
    struct smtp_server *server = g_new0(struct smtp_server, 1);
    server->process = process;
    if (line == NULL || !g_str_has_prefix(line, "port ")) {
        smtp_server_stop(server);
        return NULL;
    }
    server->port = (guint)g_ascii_strtoull(line + strlen("port "), NULL, 10);
    return server;
}

struct smtp_server *smtp_server_start(const char *directory, const char *tls_directory,
                                      const char *mode, const char *user, const char *password)
{
    return smtp_server_start_at(directory, tls_directory, mode, user, password, 0);
}

void smtp_server_stop(struct smtp_server *server)
{
    if (server == NULL)
        return;
    g_output_stream_close(g_subprocess_get_stdin_pipe(server->process), NULL, NULL);
    g_subprocess_force_exit(server->process);
    g_subprocess_wait(server->process, NULL, NULL);
    g_object_unref(server->process);
    g_free(server);
}

guint smtp_server_port(const struct smtp_server *server)
{
    return server->port;
}

static char *read_numbered(const char *directory, guint number, const char *suffix)
{
    g_autofree char *name = g_strdup_printf("%04u.%s", number, suffix);
    g_autofree char *path = g_build_filename(directory, name, NULL);
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

char *smtp_server_mail(const char *directory, guint number)
{
    return read_numbered(directory, number, "eml");
}

char *smtp_server_envelope(const char *directory, guint number)
{
    return read_numbered(directory, number, "json");
}

guint smtp_server_count(const char *directory)
{
    guint count = 0;

    for (;; count++) {
        g_autofree char *mail = smtp_server_mail(directory, count + 1);
        if (mail == NULL)
            return count;
    }
}

gboolean smtp_server_wait(const char *directory, guint count, guint timeout_ms)
{
    for (guint waited = 0; smtp_server_count(directory) < count; waited += 20) {
        if (waited >= timeout_ms)
            return FALSE;
        g_usleep(20 * 1000);
    }
    return TRUE;
}
