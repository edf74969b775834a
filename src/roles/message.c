/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of the message table. A frame that is not of its form never reaches a handler. */
#include "message.h"

const char *const message_forms[MESSAGES] = {
    [MESSAGE_SETUP] = "a{sv}",
    [MESSAGE_POLL] = "(uuu)",
    [MESSAGE_HELD] = "(uuua(uu))",
    [MESSAGE_FETCH] = "(ua(uu))",
    [MESSAGE_MAIL] = "(uuxt)",
    [MESSAGE_POLLED] = "(bus)",
    [MESSAGE_NEWS] = "b",
    [MESSAGE_READ] = "(xs)",
    [MESSAGE_ANSWER_HERE] = "()",
    [MESSAGE_FINDINGS] = "v",
    [MESSAGE_UNREADABLE] = "s",
    [MESSAGE_SEND] = "(xss)",
    [MESSAGE_SENT] = "(xuus)",
    [MESSAGE_AUTHORIZE] = "s",
    [MESSAGE_AUTHORIZED] = "(bustsusu)",
    [MESSAGE_TOKEN] = "s",
};
