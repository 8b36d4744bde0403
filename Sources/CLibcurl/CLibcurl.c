#include "CLibcurl.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct evenkeel_smtp_session {
    CURL *curl;
    char curl_error[CURL_ERROR_SIZE];

    // The message under way.
    const unsigned char *payload;
    size_t length;
    size_t offset;
    evenkeel_smtp_may_end may_end;
    void *context;

    bool leaving;              // "QUIT" was written: what is read from now on answers it, not the message
    bool mail_begun;           // "MAIL FROM" was written
    bool payload_ended;        // libcurl asked for more and was told there is none: the dot is next
    bool replied_after_payload;
    bool reply_open;           // the last reply line was of the form "250-"
    long reply_code;
    char reply_text[EVENKEEL_SMTP_TEXT_SIZE];
    size_t reply_length;
};

static pthread_once_t global_once = PTHREAD_ONCE_INIT;
static CURLcode global_result;

static void initialise_libcurl(void) {
    global_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

bool evenkeel_libcurl_is_ready(void) {
    pthread_once(&global_once, initialise_libcurl);
    return global_result == CURLE_OK;
}

evenkeel_smtp_session *evenkeel_smtp_session_create(void) {
    if (!evenkeel_libcurl_is_ready()) return NULL;
    evenkeel_smtp_session *session = calloc(1, sizeof *session);
    if (session == NULL) return NULL;
    session->curl = curl_easy_init();
    if (session->curl == NULL) {
        free(session);
        return NULL;
    }
    return session;
}

void evenkeel_smtp_session_free(evenkeel_smtp_session *session) {
    if (session == NULL) return;
    curl_easy_cleanup(session->curl);
    free(session);
}

// libcurl calls this again only after it has written what it got before. The
// call that returns 0 is therefore the last moment at which the message is
// surely not sent: libcurl writes the final dot next.
static size_t read_payload(char *buffer, size_t size, size_t count, void *context) {
    evenkeel_smtp_session *session = context;
    size_t room = size * count;
    size_t left = session->length - session->offset;
    size_t taken = left < room ? left : room;
    if (taken == 0) {
        if (!session->payload_ended && !session->may_end(session->context)) return CURL_READFUNC_ABORT;
        session->payload_ended = true;
        return 0;
    }
    memcpy(buffer, session->payload + session->offset, taken);
    session->offset += taken;
    return taken;
}

// SMTP has no body to download; without this libcurl would print to stdout.
static size_t discard(char *data, size_t size, size_t count, void *context) {
    (void)data;
    (void)context;
    return size * count;
}

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

// Reads one reply line, RFC 5321 section 4.2: three digits, then "-" or space, then text.
static void note_reply(evenkeel_smtp_session *session, const char *line, size_t length) {
    if (length < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2])) return;
    if (!session->reply_open) session->reply_length = 0;
    session->reply_open = length > 3 && line[3] == '-';
    session->reply_code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    session->replied_after_payload = session->payload_ended;
    if (session->reply_length > 0 && session->reply_length < sizeof session->reply_text - 1) {
        session->reply_text[session->reply_length++] = ' ';
    }
    for (size_t index = 4; index < length && session->reply_length < sizeof session->reply_text - 1; index++) {
        unsigned char byte = (unsigned char)line[index];
        if (byte >= 0x20 && byte != 0x7f) session->reply_text[session->reply_length++] = (char)byte;
    }
    session->reply_text[session->reply_length] = '\0';
}

static int watch(CURL *curl, curl_infotype kind, char *data, size_t size, void *context) {
    (void)curl;
    evenkeel_smtp_session *session = context;
    if (kind == CURLINFO_HEADER_IN && !session->leaving) note_reply(session, data, size);
    if (kind == CURLINFO_HEADER_OUT && size >= 5 && memcmp(data, "MAIL ", 5) == 0) session->mail_begun = true;
    if (kind == CURLINFO_HEADER_OUT && size >= 4 && memcmp(data, "QUIT", 4) == 0) session->leaving = true;
    return 0;
}

static evenkeel_smtp_result judge(const evenkeel_smtp_session *session, CURLcode code) {
    if (code == CURLE_OK) return EVENKEEL_SMTP_ACCEPTED;
    if (session->payload_ended) {
        if (!session->replied_after_payload || session->reply_open) return EVENKEEL_SMTP_UNCERTAIN;
        // libcurl knows only 250; every other 2xx accepts as well (RFC 5321 section 4.2.1).
        if (session->reply_code >= 200 && session->reply_code < 300) return EVENKEEL_SMTP_ACCEPTED;
        if (session->reply_code >= 400 && session->reply_code < 600) return EVENKEEL_SMTP_MESSAGE_REFUSED;
        return EVENKEEL_SMTP_UNCERTAIN;
    }
    if (session->reply_code >= 400 && session->reply_code < 600) {
        return session->mail_begun ? EVENKEEL_SMTP_MESSAGE_REFUSED : EVENKEEL_SMTP_SESSION_REFUSED;
    }
    return EVENKEEL_SMTP_NOT_SENT;
}

static void write_text(const char *from, char *text) {
    size_t length = strlen(from);
    if (length > EVENKEEL_SMTP_TEXT_SIZE - 1) length = EVENKEEL_SMTP_TEXT_SIZE - 1;
    memcpy(text, from, length);
    text[length] = '\0';
}

static long use_ssl(evenkeel_smtp_tls tls) {
    switch (tls) {
    case EVENKEEL_SMTP_TLS_NEVER: return CURLUSESSL_NONE;
    case EVENKEEL_SMTP_TLS_IF_OFFERED: return CURLUSESSL_TRY;
    case EVENKEEL_SMTP_TLS_REQUIRED: return CURLUSESSL_ALL;
    }
    return CURLUSESSL_ALL;
}

// The first option that libcurl refuses ends the chain; `code` is then the reason.
#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(session->curl, option, value)

static CURLcode configure(
    evenkeel_smtp_session *session, const char *url, const char *from, struct curl_slist *recipients,
    const evenkeel_smtp_options *options) {
    CURLcode code = CURLE_OK;
    curl_easy_reset(session->curl);  // keeps the live connection
    SET(CURLOPT_URL, url);
    SET(CURLOPT_ERRORBUFFER, session->curl_error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROXY, "");  // the environment must not divert mail
    SET(CURLOPT_MAIL_FROM, from);
    SET(CURLOPT_MAIL_RCPT, recipients);
    // No CURLOPT_INFILESIZE: libcurl 7 counts the added dots against it and could end early.
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, read_payload);
    SET(CURLOPT_READDATA, session);
    SET(CURLOPT_WRITEFUNCTION, discard);
    SET(CURLOPT_VERBOSE, 1L);  // turns on `watch`; nothing is printed
    SET(CURLOPT_DEBUGFUNCTION, watch);
    SET(CURLOPT_DEBUGDATA, session);
    SET(CURLOPT_USE_SSL, use_ssl(options->tls));
    SET(CURLOPT_SSL_VERIFYPEER, options->verify_peer ? 1L : 0L);
    SET(CURLOPT_SSL_VERIFYHOST, options->verify_peer ? 2L : 0L);
    if (options->ca_file != NULL) SET(CURLOPT_CAINFO, options->ca_file);
    SET(CURLOPT_TIMEOUT_MS, options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, options->connect_timeout_ms);
    // libcurl gives up on one reply after 120 s on its own; the whole-send limit is to decide.
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, options->timeout_ms / 1000 + 1);
    if (options->username != NULL) {
        SET(CURLOPT_USERNAME, options->username);
        SET(CURLOPT_PASSWORD, options->password);
    }
    return code;
}

static struct curl_slist *list_of(const char *const *recipients) {
    struct curl_slist *list = NULL;
    for (const char *const *recipient = recipients; *recipient != NULL; recipient++) {
        struct curl_slist *longer = curl_slist_append(list, *recipient);
        if (longer == NULL) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

evenkeel_smtp_result evenkeel_smtp_send(
    evenkeel_smtp_session *session,
    const char *url,
    const char *from,
    const char *const *recipients,
    const unsigned char *payload,
    size_t length,
    const evenkeel_smtp_options *options,
    evenkeel_smtp_may_end may_end,
    void *context,
    char *text,
    long *response_code) {
    session->payload = payload;
    session->length = length;
    session->offset = 0;
    session->may_end = may_end;
    session->context = context;
    session->leaving = false;
    session->mail_begun = false;
    session->payload_ended = false;
    session->replied_after_payload = false;
    session->reply_open = false;
    session->reply_code = 0;
    session->reply_length = 0;
    session->reply_text[0] = '\0';
    session->curl_error[0] = '\0';
    *response_code = 0;

    struct curl_slist *list = list_of(recipients);
    if (list == NULL) {
        write_text("no recipients, or memory is short", text);
        return EVENKEEL_SMTP_NOT_SENT;
    }
    CURLcode code = configure(session, url, from, list, options);
    if (code == CURLE_OK) code = curl_easy_perform(session->curl);
    curl_easy_setopt(session->curl, CURLOPT_MAIL_RCPT, NULL);  // libcurl keeps the pointer, not a copy
    curl_slist_free_all(list);
    session->payload = NULL;

    evenkeel_smtp_result result = judge(session, code);
    *response_code = session->reply_code;
    if (result == EVENKEEL_SMTP_NOT_SENT || result == EVENKEEL_SMTP_UNCERTAIN) {
        write_text(session->curl_error[0] != '\0' ? session->curl_error : curl_easy_strerror(code), text);
    } else {
        write_text(session->reply_text, text);
    }
    return result;
}
