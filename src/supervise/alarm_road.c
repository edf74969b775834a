/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails go through a notifier of their own, one at a time, to the relay of the alarms (else to that of
 * the reminders). They are not in the register: it may be what is in
 * trouble. The command gets no shell: the text comes in its standard input, what happened in its
 * environment, and it may take a minute. */
#include "supervise/alarm_road.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/escape.h"
#include "base/log.h"
#include "base/process.h"
#include "message.h"
#include "remind/smtp.h"
#include "supervise/access.h"
#include "supervise/child.h"
#include "supervise/ending.h"
#include "supervise/relay.h"

enum { COMMAND_S = 60, QUEUE_MOST = 100 };

struct letter {
    char *part, *to;
    GBytes *bytes;
};

struct alarm_road {
    const struct centre *centre;
    alarm_told told;
    gpointer data;
    struct child *child;
    GQueue letters;  /* of struct letter; the first is under way where sending is not 0 */
    gint64 sending, last; /* numbers of mails */
    gboolean waiting;     /* for an access token for it */
    char *token;          /* with which it goes; NULL where it goes by password */
    GPtrArray *runs; /* of struct run */
};

struct run {
    struct alarm_road *road;
    char *part;
    pid_t pid;
    guint watch, timer;
};

static void letter_free(gpointer data)
{
    struct letter *letter = data;
    g_free(letter->part);
    g_free(letter->to);
    g_bytes_unref(letter->bytes);
    g_free(letter);
}

static void send_next(struct alarm_road *road);

static void letter_ended(struct alarm_road *road, gboolean delivered, const char *words)
{
    struct letter *letter = g_queue_pop_head(&road->letters);
    road->sending = 0;
    access_forget(&road->token);
    if (delivered)
        log_info("alarm mail to %s: sent: %s", letter->to, words);
    else
        log_error("alarm mail to %s: not sent: %s", letter->to, words);
    g_autofree char *part = g_strdup(letter->part);
    letter_free(letter);
    road->told(part, delivered, road->data);
    send_next(road);
}

/* Copies are for reminders. */
static struct config_relay relay_of(const struct config *config)
{
    struct config_relay relay = config->alarms.relay.url ? config->alarms.relay : config->relay;
    relay.copy_to = NULL;
    return relay;
}

static void handle(struct frame *frame, gpointer data)
{
    struct alarm_road *road = data;
    gint64 id = 0;
    guint outcome = SEND_LATER, code;
    const char *reply = "";
    const struct config_relay relay = relay_of(road->centre->config);
    if (road->sending && ending_told(road->centre->registry, relay.url, frame))
        return;
    if (frame->type == MESSAGE_SENT)
        g_variant_get(frame->value, "(xuu&s)", &id, &outcome, &code, &reply);
    if (id == 0 || id != road->sending || road->waiting || outcome > SEND_UNREACHED) {
        child_kill(road->child, "it sent a message out of place");
        return;
    }
    if (outcome == SEND_UNREACHED && code == SMTP_LOGIN_REFUSED && road->token)
        access_refused(road->centre->accesses, relay.oauth, road->token);
    g_autofree char *words = escape_line(reply, 500);
    letter_ended(road, outcome == SEND_OK || outcome == SEND_IN_DOUBT, words);
}

static void gone(const char *why, gpointer data)
{
    struct alarm_road *road = data;
    if (road->sending && !road->waiting)
        letter_ended(road, FALSE, why);
}

static gboolean hand_over(struct alarm_road *road, const struct letter *letter, GError **error)
{
    const struct config *config = road->centre->config;
    const struct config_relay relay = relay_of(config);
    gsize length;
    const void *bytes = g_bytes_get_data(letter->bytes, &length);
    GVariant *setup = relay_setup(&relay, config->timeout_seconds, road->token, error);
    struct channel *channel = setup ? child_wake(road->child, setup, error) : NULL;
    int file = channel ? blob_seal(bytes, length, error) : -1;
    if (file < 0)
        return FALSE;
    if (road->token)
        channel_queue(channel, MESSAGE_TOKEN, g_variant_new("s", road->token), -1);
    channel_queue(channel, MESSAGE_SEND,
                  g_variant_new("(xss)", road->sending, config->office->from_address, letter->to), file);
    close(file);
    return TRUE;
}

static void send_first(struct alarm_road *road)
{
    g_autoptr(GError) error = NULL;
    if (!hand_over(road, g_queue_peek_head(&road->letters), &error))
        letter_ended(road, FALSE, error->message);
}

static void token_told(const char *token, guint kind G_GNUC_UNUSED, const char *sentence, gpointer data)
{
    struct alarm_road *road = data;
    road->waiting = FALSE;
    road->token = g_strdup(token);
    if (token)
        send_first(road);
    else
        letter_ended(road, FALSE, sentence);
}

static void send_next(struct alarm_road *road)
{
    const struct config_relay relay = relay_of(road->centre->config);
    if (g_queue_is_empty(&road->letters) || road->sending)
        return;
    road->sending = ++road->last;
    road->waiting = relay.oauth != NULL;
    if (road->waiting)
        access_ask(road->centre->accesses, relay.oauth, token_told, road);
    else
        send_first(road);
}

/* ---- the command ------------------------------------------------------------------------------ */

static void run_free(gpointer data)
{
    struct run *run = data;
    g_clear_handle_id(&run->watch, g_source_remove);
    g_clear_handle_id(&run->timer, g_source_remove);
    if (run->pid > 0) {
        kill(run->pid, SIGKILL);
        waitpid(run->pid, NULL, 0);
    }
    g_free(run->part);
    g_free(run);
}

static void command_ended(pid_t pid, int status, gpointer data)
{
    struct run *run = data;
    struct alarm_road *road = run->road;
    gboolean good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    (void)pid;
    run->watch = 0;
    run->pid = 0;
    g_autofree char *words = process_status_words(status);
    if (!good)
        log_error("alarm command: %s", words);
    g_autofree char *part = g_strdup(run->part);
    g_ptr_array_remove(road->runs, run);
    road->told(part, good, road->data);
}

static gboolean command_hangs(gpointer data)
{
    struct run *run = data;
    run->timer = 0;
    log_error("alarm command: stopped after %d seconds", COMMAND_S);
    kill(run->pid, SIGKILL);
    return G_SOURCE_REMOVE;
}

static gboolean spawn(struct run *run, const struct alarm_news *news, GError **error)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const GPtrArray *command = run->road->centre->config->alarms.command;
    for (guint i = 0; i < command->len; i++)
        g_ptr_array_add(argv, command->pdata[i]);
    g_ptr_array_add(argv, NULL);
    g_autofree char *text = alarm_mail_text(news);
    g_auto(GStrv) environment = g_get_environ();
    environment = g_environ_unsetenv(environment, "NOTIFY_SOCKET");
    environment = g_environ_unsetenv(environment, "CREDENTIALS_DIRECTORY");
    environment = g_environ_setenv(environment, "CIRCULARD_ALARM", news->over ? "clear" : "trouble", TRUE);
    environment = g_environ_setenv(environment, "CIRCULARD_PART", news->part, TRUE);
    int file = blob_seal(text, strlen(text), error);
    if (file < 0)
        return FALSE;
    lseek(file, 0, SEEK_SET);
    run->pid = process_start((const char *const *)argv->pdata, environment, file, -1, error);
    close(file);
    return run->pid > 0;
}

static guint start_command(struct alarm_road *road, const struct alarm_news *news)
{
    g_autoptr(GError) error = NULL;
    if (road->centre->config->alarms.command->len == 0)
        return 0;
    struct run *run = g_new0(struct run, 1);
    run->road = road;
    run->part = g_strdup(news->part);
    if (!spawn(run, news, &error)) {
        log_error("alarm command: %s (is it there, and does the unit allow it: ExecPaths= in systemctl edit circulard?)",
                  error->message);
        run_free(run);
        return 0;
    }
    run->watch = process_watch(run->pid, command_ended, run);
    run->timer = g_timeout_add_seconds(COMMAND_S, command_hangs, run);
    g_ptr_array_add(road->runs, run);
    return 1;
}

/* ---- the two ---------------------------------------------------------------------------------- */

guint alarm_road_tell(struct alarm_road *road, const struct alarm_news *news)
{
    const struct config *config = road->centre->config;
    guint started = start_command(road, news);
    for (guint i = 0; i < config->alarms.to->len && g_queue_get_length(&road->letters) < QUEUE_MOST; i++) {
        const char *to = config->alarms.to->pdata[i];
        GBytes *bytes = alarm_mail_compose(config->office, to, news);
        if (!bytes)
            continue;
        struct letter *letter = g_new0(struct letter, 1);
        *letter = (struct letter){g_strdup(news->part), g_strdup(to), bytes};
        g_queue_push_tail(&road->letters, letter);
        started++;
    }
    return started;
}

void alarm_road_go(struct alarm_road *road)
{
    send_next(road);
}

struct alarm_road *alarm_road_new(const struct centre *centre, alarm_told told, gpointer data)
{
    static const struct child_handlers handlers = {handle, gone};
    struct alarm_road *road = g_new0(struct alarm_road, 1);
    road->centre = centre;
    road->told = told;
    road->data = data;
    road->child = child_new(ROLE_NOTIFIER, "notifier of alarms", &handlers, road);
    road->runs = g_ptr_array_new_with_free_func(run_free);
    g_queue_init(&road->letters);
    return road;
}

void alarm_road_free(struct alarm_road *road)
{
    if (!road)
        return;
    child_free(road->child);
    access_forget(&road->token);
    g_ptr_array_unref(road->runs);
    g_queue_clear_full(&road->letters, letter_free);
    g_free(road);
}
