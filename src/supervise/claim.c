/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mailbox is claimed by a name in the abstract space of local sockets, which vanishes with the process,
 * however it ends. The name is a hash of server, user and folder. One that somebody else holds (another
 * user, who could block us so) is told and passed over; ours and root's count. */
#include "supervise/claim.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "keep/register.h"

static socklen_t name_of(const struct config_mailbox *mailbox, struct sockaddr_un *address)
{
    g_autofree char *what = g_strdup_printf("circulard mailbox\n%s\n%s\n%s", mailbox->url ? mailbox->url : "",
                                            mailbox->user ? mailbox->user : "", mailbox->folder);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, what, -1);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = g_snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "circulard-%s", hash);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (gsize)length);
}

static gboolean is_ours(const struct sockaddr_un *address, socklen_t length)
{
    struct ucred holder = {.uid = (uid_t)-1};
    socklen_t size = sizeof holder;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, length) == 0)
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &holder, &size);
    if (fd >= 0)
        close(fd);
    return holder.uid == geteuid() || holder.uid == 0;
}

static gboolean take(const struct config_mailbox *mailbox, GArray *claims, GError **error)
{
    struct sockaddr_un address;
    socklen_t length = name_of(mailbox, &address);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0 && listen(fd, 1) == 0) {
        g_array_append_val(claims, fd);
        return TRUE;
    }
    gboolean taken = errno == EADDRINUSE && is_ours(&address, length);
    if (fd >= 0)
        close(fd);
    if (!taken) {
        log_warning("mailbox %s: it cannot be seen whether another circulard reads it", mailbox->name);
        return TRUE;
    }
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_BUSY,
                "mailbox %s: another circulard on this machine reads it: stop that one, or take the mailbox out of one of "
                "the two configurations", mailbox->name);
    return FALSE;
}

GArray *claims_take(const struct config *config, GError **error)
{
    GArray *claims = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < config->mailboxes->len; i++)
        if (!take(config->mailboxes->pdata[i], claims, error)) {
            claims_release(claims);
            return NULL;
        }
    return claims;
}

void claims_release(GArray *claims)
{
    for (guint i = 0; claims && i < claims->len; i++)
        close(g_array_index(claims, int, i));
    if (claims)
        g_array_unref(claims);
}
