#include "CLibcurl.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    bool allow_private;
    bool refused;
    bool request_written;
    char *text;
    size_t text_length;
    size_t body_read;
    long retry_after;
} post_state;

// Networks that are not of the public Internet: RFC 6890 and its successors in IANA's
// special-purpose registries.
static bool is_public_v4(uint32_t address) {
    static const struct {
        uint32_t network;
        int bits;
    } special[] = {
        {0x00000000, 8},   // this network
        {0x0a000000, 8},   // private
        {0x64400000, 10},  // shared by carriers
        {0x7f000000, 8},   // loopback
        {0xa9fe0000, 16},  // link-local, where clouds keep their metadata
        {0xac100000, 12},  // private
        {0xc0000000, 24},  // protocol assignments
        {0xc0000200, 24},  // documentation
        {0xc0586300, 24},  // 6to4 relays
        {0xc0a80000, 16},  // private
        {0xc6120000, 15},  // benchmarks
        {0xc6336400, 24},  // documentation
        {0xcb007100, 24},  // documentation
        {0xe0000000, 4},   // multicast
        {0xf0000000, 4},   // reserved, and broadcast
    };
    for (size_t index = 0; index < sizeof special / sizeof special[0]; index++) {
        if ((address ^ special[index].network) >> (32 - special[index].bits) == 0) return false;
    }
    return true;
}

static uint32_t v4_at(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_public_v6(const uint8_t *bytes) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t translated[12] = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    // An IPv4 address in the clothes of IPv6 is judged as what it is.
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) return is_public_v4(v4_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_at(bytes + 2));  // 6to4
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2) return false;           // 2001::/23: Teredo and others
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) return false;  // documentation
    return (bytes[0] & 0xe0) == 0x20;  // only 2000::/3 is given out
}

static bool is_public(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        return is_public_v4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        return is_public_v6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    }
    return false;
}

bool evenkeel_address_is_public(const char *address) {
    uint8_t bytes[16];
    if (inet_pton(AF_INET, address, bytes) == 1) return is_public_v4(v4_at(bytes));
    if (inet_pton(AF_INET6, address, bytes) == 1) return is_public_v6(bytes);
    return false;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    post_state *state = context;
    if (!state->allow_private && !is_public(&address->addr)) {
        state->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype, address->protocol);
}

static int watch(CURL *curl, curl_infotype kind, char *data, size_t size, void *context) {
    (void)curl;
    (void)data;
    (void)size;
    if (kind == CURLINFO_HEADER_OUT) ((post_state *)context)->request_written = true;
    return 0;
}

// The beginning is kept for people. A receiver that goes on for ever is hung up on: what counts is the status.
static size_t read_body(char *data, size_t size, size_t count, void *context) {
    post_state *state = context;
    size_t length = size * count;
    for (size_t index = 0; index < length && state->text_length < EVENKEEL_HTTP_TEXT_SIZE - 1; index++) {
        unsigned char byte = (unsigned char)data[index];
        if (byte >= 0x20 && byte < 0x7f) state->text[state->text_length++] = (char)byte;
    }
    state->body_read += length;
    return state->body_read > 65536 ? 0 : length;
}

static size_t read_header(char *data, size_t size, size_t count, void *context) {
    post_state *state = context;
    size_t length = size * count;
    static const char name[] = "retry-after:";
    if (length > sizeof name && strncasecmp(data, name, sizeof name - 1) == 0) {
        char number[16] = {0};
        size_t room = length - (sizeof name - 1);
        memcpy(number, data + sizeof name - 1, room < sizeof number - 1 ? room : sizeof number - 1);
        long seconds = strtol(number, NULL, 10);
        if (seconds > 0 && seconds <= 86400) state->retry_after = seconds;
    }
    return length;
}

#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(curl, option, value)

evenkeel_http_result evenkeel_http_post(
    const evenkeel_http_options *options, long *status, long *retry_after, char *text) {
    *status = 0;
    *retry_after = 0;
    text[0] = '\0';
    CURL *curl = evenkeel_libcurl_is_ready() ? curl_easy_init() : NULL;
    if (curl == NULL) return EVENKEEL_HTTP_NOT_SENT;
    struct curl_slist *headers = NULL;
    for (const char *const *header = options->headers; *header != NULL; header++) {
        struct curl_slist *longer = curl_slist_append(headers, *header);
        if (longer != NULL) headers = longer;
    }
    post_state state = {.allow_private = options->allow_private, .text = text};
    char error[CURL_ERROR_SIZE] = {0};
    CURLcode code = CURLE_OK;
    SET(CURLOPT_URL, options->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");  // a proxy would connect where we must not
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_ERRORBUFFER, error);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)options->length);
    SET(CURLOPT_POSTFIELDS, options->body);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, &state);
    SET(CURLOPT_WRITEFUNCTION, read_body);
    SET(CURLOPT_WRITEDATA, &state);
    SET(CURLOPT_HEADERFUNCTION, read_header);
    SET(CURLOPT_HEADERDATA, &state);
    SET(CURLOPT_VERBOSE, 1L);
    SET(CURLOPT_DEBUGFUNCTION, watch);
    SET(CURLOPT_DEBUGDATA, &state);
    SET(CURLOPT_TIMEOUT_MS, options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, options->connect_timeout_ms);
    if (options->ca_file != NULL) SET(CURLOPT_CAINFO, options->ca_file);
    if (code == CURLE_OK) code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    *retry_after = state.retry_after;
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    text[state.text_length] = '\0';
    if (*status >= 200) return EVENKEEL_HTTP_ANSWERED;
    const char *why = error[0] != '\0' ? error : curl_easy_strerror(code);
    size_t length = strlen(why) < EVENKEEL_HTTP_TEXT_SIZE - 1 ? strlen(why) : EVENKEEL_HTTP_TEXT_SIZE - 1;
    memcpy(text, why, length);
    text[length] = '\0';
    if (state.refused && !state.request_written) return EVENKEEL_HTTP_ADDRESS_REFUSED;
    return state.request_written ? EVENKEEL_HTTP_UNCERTAIN : EVENKEEL_HTTP_NOT_SENT;
}
