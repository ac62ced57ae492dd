/*
 * The requests of KernelBenchmarks with nothing but system calls: what they cost at least.
 * Prints the time of each in nanoseconds, of the quickest round. See netlink(7), rtnetlink(7), veth(4), network_namespaces(7).
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
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

static void get_link(void)
{
    struct nlmsghdr *header = start(RTM_GETLINK, 0, 1);
    unsigned mask = RTEXT_FILTER_SKIP_STATS;

    add(header, IFLA_EXT_MASK, &mask, sizeof mask);
    if (talk() != 1)
        errx(1, "lo did not come back");
}

static void create_and_delete_veth_pair(void)
{
    struct nlmsghdr *header = start(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO, 0);
    struct ifinfomsg none = { 0 };

    add(header, IFLA_IFNAME, "veth0", sizeof "veth0");
    struct rtattr *link_info = add(header, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
    add(header, IFLA_INFO_KIND, "veth", sizeof "veth");
    struct rtattr *data = add(header, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
    struct rtattr *peer = add(header, VETH_INFO_PEER | NLA_F_NESTED, NULL, 0);
    memcpy((char *)header + header->nlmsg_len, &none, sizeof none);
    header->nlmsg_len += sizeof none;
    add(header, IFLA_IFNAME, "veth0", sizeof "veth0");
    add(header, IFLA_NET_NS_FD, &peer_namespace, sizeof peer_namespace);
    end(header, peer);
    end(header, data);
    end(header, link_info);

    start(RTM_DELLINK, 0, talk());
    talk();
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
    measure("CreateAndDeleteVethPair", create_and_delete_veth_pair, 3);
    return 0;
}
