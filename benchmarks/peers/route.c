/*
 * The requests of KernelBenchmarks and the messages of MessageBenchmarks with nothing but system calls: what they cost at least.
 * A get asks for no acknowledgement, as its answer or an error ends it. What is read is read into structures, field by field.
 * Prints the time of each in nanoseconds, of the quickest round. See netlink(7), rtnetlink(7), veth(4), network_namespaces(7).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROUTES 100000
#define LINKS 2000
#define BATCH 1000

struct link {
    int index, link, master, namespace_id;
    unsigned flags, mtu, least_mtu, greatest_mtu, queue_length, group, transmit_queues, receive_queues, promiscuity;
    unsigned char state, carrier;
    char name[16], address[8], discipline[16], kind[16];
};

struct route {
    unsigned destination, gateway, source, table, metric;
    int link;
    unsigned char length, protocol, scope, type;
};

static char request[1024];
static char reply[32768];
static int sock;
static int peer_namespace;
static unsigned sequence;

static struct nlmsghdr *start(int type, int flags, int index)
{
    struct nlmsghdr *header = (struct nlmsghdr *)request;
    struct ifinfomsg *info = NLMSG_DATA(header);

    memset(request, 0, NLMSG_LENGTH(sizeof *info));
    header->nlmsg_len = NLMSG_LENGTH(sizeof *info);
    header->nlmsg_type = type;
    header->nlmsg_flags = NLM_F_REQUEST | flags;
    header->nlmsg_seq = ++sequence;
    info->ifi_index = index;
    return header;
}

static struct rtattr *add(struct nlmsghdr *header, int type, const void *data, int length)
{
    struct rtattr *attribute = (struct rtattr *)((char *)header + NLMSG_ALIGN(header->nlmsg_len));

    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(length);
    if (length > 0)
        memcpy(RTA_DATA(attribute), data, length);
    header->nlmsg_len = NLMSG_ALIGN(header->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
    return attribute;
}

static void end(struct nlmsghdr *header, struct rtattr *nested)
{
    nested->rta_len = (char *)header + header->nlmsg_len - (char *)nested;
}

/* Sends the request and reads up to its acknowledgement; gives the index of the link that the kernel told of. */
static int talk(void)
{
    struct nlmsghdr *sent = (struct nlmsghdr *)request;
    int index = 0;

    if (send(sock, request, sent->nlmsg_len, 0) < 0)
        err(1, "send");
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_seq != sequence)
                continue;
            if (message->nlmsg_type == NLMSG_ERROR) {
                errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
                if (errno != 0)
                    err(1, "the kernel's answer");
                return index;
            }
            if (message->nlmsg_type == RTM_NEWLINK)
                index = ((struct ifinfomsg *)NLMSG_DATA(message))->ifi_index;
        }
    }
}

static unsigned number(const struct rtattr *attribute)
{
    unsigned value;

    memcpy(&value, RTA_DATA(attribute), sizeof value);
    return value;
}

static void bytes(char *target, int size, const struct rtattr *attribute)
{
    int length = RTA_PAYLOAD(attribute);

    memcpy(target, RTA_DATA(attribute), length < size ? length : size);
}

static void read_link(struct nlmsghdr *message, struct link *link)
{
    struct ifinfomsg *info = NLMSG_DATA(message);
    int left = IFLA_PAYLOAD(message);

    link->index = info->ifi_index;
    link->flags = info->ifi_flags;
    for (struct rtattr *attribute = IFLA_RTA(info); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        switch (attribute->rta_type & NLA_TYPE_MASK) {
        case IFLA_IFNAME: bytes(link->name, sizeof link->name, attribute); break;
        case IFLA_ADDRESS: bytes(link->address, sizeof link->address, attribute); break;
        case IFLA_QDISC: bytes(link->discipline, sizeof link->discipline, attribute); break;
        case IFLA_MTU: link->mtu = number(attribute); break;
        case IFLA_MIN_MTU: link->least_mtu = number(attribute); break;
        case IFLA_MAX_MTU: link->greatest_mtu = number(attribute); break;
        case IFLA_LINK: link->link = number(attribute); break;
        case IFLA_MASTER: link->master = number(attribute); break;
        case IFLA_LINK_NETNSID: link->namespace_id = number(attribute); break;
        case IFLA_TXQLEN: link->queue_length = number(attribute); break;
        case IFLA_GROUP: link->group = number(attribute); break;
        case IFLA_PROMISCUITY: link->promiscuity = number(attribute); break;
        case IFLA_NUM_TX_QUEUES: link->transmit_queues = number(attribute); break;
        case IFLA_NUM_RX_QUEUES: link->receive_queues = number(attribute); break;
        case IFLA_OPERSTATE: link->state = *(unsigned char *)RTA_DATA(attribute); break;
        case IFLA_CARRIER: link->carrier = *(unsigned char *)RTA_DATA(attribute); break;
        case IFLA_LINKINFO: {
            int rest = RTA_PAYLOAD(attribute);

            for (struct rtattr *inner = RTA_DATA(attribute); RTA_OK(inner, rest); inner = RTA_NEXT(inner, rest))
                if (inner->rta_type == IFLA_INFO_KIND)
                    bytes(link->kind, sizeof link->kind, inner);
            break;
        }
        }
    }
}

static void read_route(struct nlmsghdr *message, struct route *route)
{
    struct rtmsg *info = NLMSG_DATA(message);
    int left = RTM_PAYLOAD(message);

    *route = (struct route){ .length = info->rtm_dst_len, .table = info->rtm_table, .protocol = info->rtm_protocol, .scope = info->rtm_scope, .type = info->rtm_type };
    for (struct rtattr *attribute = RTM_RTA(info); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        switch (attribute->rta_type & NLA_TYPE_MASK) {
        case RTA_DST: route->destination = ntohl(number(attribute)); break;
        case RTA_OIF: route->link = number(attribute); break;
        case RTA_GATEWAY: route->gateway = ntohl(number(attribute)); break;
        case RTA_PRIORITY: route->metric = number(attribute); break;
        case RTA_PREFSRC: route->source = ntohl(number(attribute)); break;
        case RTA_TABLE: route->table = number(attribute); break;
        }
    }
}

static struct nlmsghdr *ask_for_link(int index)
{
    struct nlmsghdr *header = start(RTM_GETLINK, 0, index);
    unsigned mask = RTEXT_FILTER_SKIP_STATS;

    add(header, IFLA_EXT_MASK, &mask, sizeof mask);
    if (send(sock, request, header->nlmsg_len, 0) < 0)
        err(1, "send");
    int left = recv(sock, reply, sizeof reply, 0);
    struct nlmsghdr *message = (struct nlmsghdr *)reply;
    if (left < 0 || !NLMSG_OK(message, left) || message->nlmsg_seq != sequence || message->nlmsg_type != RTM_NEWLINK)
        err(1, "the kernel's answer");
    return message;
}

static void get_link(void)
{
    static struct link link;

    read_link(ask_for_link(1), &link);
    if (link.index != 1)
        errx(1, "lo did not come back");
}

static void dump_routes(void)
{
    struct {
        struct nlmsghdr header;
        struct rtmsg info;
    } question = { { sizeof question, RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, ++sequence, 0 }, { .rtm_family = AF_INET } };
    int seen = 0;

    if (send(sock, &question, sizeof question, 0) < 0)
        err(1, "send");
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            struct route route;

            if (message->nlmsg_seq != sequence)
                continue;
            if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) {
                if (seen < ROUTES)
                    errx(1, "%d routes", seen);
                return;
            }
            read_route(message, &route);
            seen++;
            __asm__ volatile("" : : "r"(&route) : "memory");
        }
    }
}

static struct nlmsghdr *write_route(char *place, int type, int flags, unsigned address)
{
    struct rtmsg info = { AF_INET, 32, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_LINK, RTN_UNICAST, 0 };
    unsigned destination = htonl(address), loopback = 1;
    struct nlmsghdr *header = (struct nlmsghdr *)place;

    *header = (struct nlmsghdr){ NLMSG_LENGTH(sizeof info), type, NLM_F_REQUEST | flags, ++sequence, 0 };
    memcpy(NLMSG_DATA(header), &info, sizeof info);
    add(header, RTA_DST, &destination, sizeof destination);
    add(header, RTA_OIF, &loopback, sizeof loopback);
    return header;
}

static void add_routes(void)
{
    for (unsigned i = 0; i < ROUTES; i++) {
        struct nlmsghdr *header = write_route(request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, 0x0a000000 + i);

        if (send(sock, request, header->nlmsg_len, 0) < 0)
            err(1, "send");
    }
}

static void add_and_delete_route(void)
{
    write_route(request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, 0x0b000000);
    talk();
    write_route(request, RTM_DELROUTE, NLM_F_ACK, 0x0b000000);
    talk();
}

/* In one datagram, of which the last message is acknowledged; an error of another one comes without being asked for. */
static void talk_about_batch(int type, int flags)
{
    static char datagram[BATCH * 64];
    int length = 0;

    for (unsigned i = 0; i < BATCH; i++)
        length += write_route(datagram + length, type, flags | (i == BATCH - 1 ? NLM_F_ACK : 0), 0x0b000000 + i)->nlmsg_len;
    if (send(sock, datagram, length, 0) < 0)
        err(1, "send");
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            errno = message->nlmsg_type == NLMSG_ERROR ? -((struct nlmsgerr *)NLMSG_DATA(message))->error : 0;
            if (errno != 0)
                err(1, "the kernel's answer");
            if (message->nlmsg_seq == sequence)
                return;
        }
    }
}

static void add_and_delete_routes_in_batches(void)
{
    talk_about_batch(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
    talk_about_batch(RTM_DELROUTE, 0);
}

static void set_up_loopback(void)
{
    struct nlmsghdr *header = start(RTM_NEWLINK, NLM_F_ACK, 1);
    struct ifinfomsg *info = NLMSG_DATA(header);

    info->ifi_flags = info->ifi_change = 1;
    talk();
}

static struct nlmsghdr *write_veth_pair(const char *first, const char *second, int flags)
{
    struct nlmsghdr *header = start(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO | flags, 0);
    struct ifinfomsg none = { 0 };

    add(header, IFLA_IFNAME, first, strlen(first) + 1);
    struct rtattr *link_info = add(header, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
    add(header, IFLA_INFO_KIND, "veth", sizeof "veth");
    struct rtattr *data = add(header, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
    struct rtattr *peer = add(header, VETH_INFO_PEER | NLA_F_NESTED, NULL, 0);
    memcpy((char *)header + header->nlmsg_len, &none, sizeof none);
    header->nlmsg_len += sizeof none;
    add(header, IFLA_IFNAME, second, strlen(second) + 1);
    add(header, IFLA_NET_NS_FD, &peer_namespace, sizeof peer_namespace);
    end(header, peer);
    end(header, data);
    end(header, link_info);
    return header;
}

static void build_veth_message(void)
{
    /* Names that the compiler does not know, as those of a caller. */
    const char *first = "veth0", *second = "br-veth0";

    __asm__ volatile("" : "+r"(first), "+r"(second));
    write_veth_pair(first, second, 0);
    __asm__ volatile("" : : "r"(request) : "memory");
}

static void create_and_delete_veth_pair(void)
{
    write_veth_pair("veth0", "veth0", NLM_F_ACK);
    start(RTM_DELLINK, NLM_F_ACK, talk());
    talk();
}

/* What a dump of many links would be. */
static char *dump;
static int dump_length;

static void record_links(void)
{
    write_veth_pair("veth0", "veth0", NLM_F_ACK);
    int index = talk();
    struct nlmsghdr *message = ask_for_link(index);
    int length = NLMSG_ALIGN(message->nlmsg_len);

    dump = calloc(LINKS, length);
    if (dump == NULL)
        err(1, "calloc");
    for (int i = 0; i < LINKS; i++)
        memcpy(dump + (size_t)i * length, message, message->nlmsg_len);
    dump_length = LINKS * length;
    start(RTM_DELLINK, NLM_F_ACK, index);
    talk();
}

static void parse_links(void)
{
    static struct link link;
    int left = dump_length, seen = 0;

    for (struct nlmsghdr *message = (struct nlmsghdr *)dump; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
        read_link(message, &link);
        seen += link.mtu > 0;
        __asm__ volatile("" : : "r"(&link) : "memory");
    }
    if (seen != LINKS)
        errx(1, "%d links", seen);
}

static void measure(const char *name, void (*run)(void), int runs)
{
    double quickest = 0;

    for (int round = 0; round < 50; round++) {
        struct timespec from, to;

        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int i = 0; i < runs; i++)
            run();
        clock_gettime(CLOCK_MONOTONIC, &to);
        double time = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / runs;
        if (quickest == 0 || time < quickest)
            quickest = time;
    }
    printf("%s %.0f\n", name, quickest);
}

int main(void)
{
    int on = 1;

    if (unshare(CLONE_NEWNET) < 0)
        err(1, "unshare");
    peer_namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (peer_namespace < 0 || unshare(CLONE_NEWNET) < 0)
        err(1, "second namespace");
    sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (sock < 0)
        err(1, "socket");
    setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
    setsockopt(sock, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
    setsockopt(sock, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    measure("GetLink", get_link, 3000);
    measure("GetLinkAsValue", get_link, 3000);
    measure("BuildVethMessage", build_veth_message, 100000);
    measure("BuildVethMessageOfUtf8", build_veth_message, 100000);
    record_links();
    measure("ParseDumpOf2000LinksAsValues", parse_links, 20);
    measure("ParseDumpOf2000Links", parse_links, 20);
    measure("CreateAndDeleteVethPair", create_and_delete_veth_pair, 3);
    set_up_loopback();
    measure("AddAndDeleteRoute", add_and_delete_route, 1000);
    measure("AddAndDeleteRoutesInBatches", add_and_delete_routes_in_batches, 3);
    add_routes();
    measure("DumpRoutesAsValues", dump_routes, 1);
    measure("EnumerateRoutesAsValues", dump_routes, 1);
    return 0;
}
