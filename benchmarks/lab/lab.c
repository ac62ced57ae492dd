// Creates labs of hosts on a bridge one after the other, with as few system calls as there can be, and prints the microseconds until each is ready, and until it is gone: lab HOSTS LABS
// Each host has a namespace with an interface, which has an address; its other end is a port of the bridge, in a namespace of its own. Ready is a lab when all interfaces are up, and gone when
// all descriptors of its namespaces are closed. Needs CAP_SYS_ADMIN and CAP_NET_ADMIN.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_HOSTS = 250, IF_INDEX = 2, UP = 6 };

struct host { int ns, socket; };
static char buffer[1 << 18];
static size_t used;
static struct nlmsghdr *last;

static void fail(const char *what) { perror(what); exit(1); }

static struct nlmsghdr *message(int type, int flags, const void *header, size_t length)
{
    last = (struct nlmsghdr *)(buffer + used);
    *last = (struct nlmsghdr){ .nlmsg_len = NLMSG_LENGTH(length), .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags };
    memcpy(NLMSG_DATA(last), header, length);
    used += NLMSG_ALIGN(last->nlmsg_len);
    return last;
}

static struct rtattr *attribute(int type, const void *data, size_t length)
{
    struct rtattr *added = (struct rtattr *)(buffer + used);
    *added = (struct rtattr){ .rta_len = RTA_LENGTH(length), .rta_type = type };
    if (length)
        memcpy(RTA_DATA(added), data, length);
    used += RTA_ALIGN(added->rta_len);
    last->nlmsg_len = buffer + used - (char *)last;
    return added;
}

static void end(struct rtattr *nest) { nest->rta_len = buffer + used - (char *)nest; }

static int open_socket(void)
{
    int size = 1 << 20, s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (s < 0 || setsockopt(s, SOL_SOCKET, SO_SNDBUF, &size, sizeof size) || setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size))
        fail("netlink");
    return s;
}

// Sends what was collected as one datagram, whose last message asks for an answer. An error of another one is answered too.
static void flush(int s)
{
    static char answer[1 << 16];
    if (!used)
        return;
    last->nlmsg_flags |= NLM_F_ACK;
    if (send(s, buffer, used, 0) < 0)
        fail("send");
    used = 0;
    ssize_t length = recv(s, answer, sizeof answer, 0);
    struct nlmsghdr *header = (struct nlmsghdr *)answer;
    if (length < 0 || header->nlmsg_type != NLMSG_ERROR || ((struct nlmsgerr *)NLMSG_DATA(header))->error) {
        errno = length < 0 ? errno : -((struct nlmsgerr *)NLMSG_DATA(header))->error;
        fail("request");
    }
}

// A new namespace, in which the thread is afterwards.
static struct host create(void)
{
    if (unshare(CLONE_NEWNET))
        fail("unshare");
    struct host made = { open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), open_socket() };
    if (made.ns < 0)
        fail("open");
    return made;
}

// Whether all veth links of a namespace are up. The kernel takes a second to notice that a bridge is, which passes frames at once.
static int are_up(int s)
{
    static char answer[1 << 16];
    struct { struct nlmsghdr header; struct ifinfomsg link; } request = { { sizeof request, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 0, 0 }, { 0 } };
    int up = 1;
    if (send(s, &request, sizeof request, 0) < 0)
        fail("send");
    for (;;) {
        ssize_t length = recv(s, answer, sizeof answer, 0);
        if (length < 0)
            fail("recv");
        for (struct nlmsghdr *header = (struct nlmsghdr *)answer; NLMSG_OK(header, length); header = NLMSG_NEXT(header, length)) {
            if (header->nlmsg_type == NLMSG_DONE)
                return up;
            struct ifinfomsg *link = NLMSG_DATA(header);
            int rest = IFLA_PAYLOAD(header), is_up = 0, is_veth = 0;
            for (struct rtattr *a = IFLA_RTA(link); RTA_OK(a, rest); a = RTA_NEXT(a, rest)) {
                is_up |= a->rta_type == IFLA_OPERSTATE && *(uint8_t *)RTA_DATA(a) == UP;
                is_veth |= a->rta_type == IFLA_LINK;
            }
            up &= is_up || !is_veth;
        }
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int count, char **arguments)
{
    static struct host hosts[MAX_HOSTS];
    struct rlimit files = { 4096, 4096 };
    int n = count == 3 ? atoi(arguments[1]) : 0;
    if (n < 1 || n > MAX_HOSTS) {
        fprintf(stderr, "usage: lab HOSTS LABS\n");
        return 2;
    }
    setrlimit(RLIMIT_NOFILE, &files);
    int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    for (int lab = 0; lab < atoi(arguments[2]); lab++) {
        double start = now();
        for (int i = 0; i < n; i++)
            hosts[i] = create();
        struct host fabric = create();

        // The bridge is the second link of its namespace.
        message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &(struct ifinfomsg){ .ifi_flags = IFF_UP, .ifi_change = IFF_UP }, sizeof(struct ifinfomsg));
        attribute(IFLA_IFNAME, "br0", 4);
        struct rtattr *info = attribute(IFLA_LINKINFO, NULL, 0);
        attribute(IFLA_INFO_KIND, "bridge", 6);
        end(info);
        for (int i = 0; i < n; i++) {
            char name[16];
            uint32_t bridge = IF_INDEX;
            int length = snprintf(name, sizeof name, "p%d", i) + 1;
            message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &(struct ifinfomsg){ .ifi_flags = IFF_UP, .ifi_change = IFF_UP }, sizeof(struct ifinfomsg));
            attribute(IFLA_IFNAME, name, length);
            attribute(IFLA_MASTER, &bridge, 4);
            info = attribute(IFLA_LINKINFO, NULL, 0);
            attribute(IFLA_INFO_KIND, "veth", 4);
            struct rtattr *data = attribute(IFLA_INFO_DATA, NULL, 0);
            struct rtattr *peer = attribute(VETH_INFO_PEER, &(struct ifinfomsg){ .ifi_index = 0 }, sizeof(struct ifinfomsg));
            attribute(IFLA_IFNAME, "eth0", 5);
            attribute(IFLA_NET_NS_FD, &hosts[i].ns, 4);
            end(peer);
            end(data);
            end(info);
        }
        flush(fabric.socket);

        for (int i = 0; i < n; i++) {
            uint8_t address[4] = { 10, 0, (i + 1) >> 8, i + 1 };
            message(RTM_SETLINK, 0, &(struct ifinfomsg){ .ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP }, sizeof(struct ifinfomsg));
            message(RTM_SETLINK, 0, &(struct ifinfomsg){ .ifi_index = IF_INDEX, .ifi_flags = IFF_UP, .ifi_change = IFF_UP }, sizeof(struct ifinfomsg));
            message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &(struct ifaddrmsg){ .ifa_family = AF_INET, .ifa_prefixlen = 16, .ifa_index = IF_INDEX }, sizeof(struct ifaddrmsg));
            attribute(IFA_LOCAL, address, 4);
            attribute(IFA_ADDRESS, address, 4);
            flush(hosts[i].socket);
        }
        while (!are_up(fabric.socket))
            usleep(100);
        for (int i = 0; i < n; i++)
            while (!are_up(hosts[i].socket))
                usleep(100);
        double ready = now();

        if (setns(home, CLONE_NEWNET))
            fail("setns");
        close(fabric.socket);
        close(fabric.ns);
        for (int i = 0; i < n; i++) {
            close(hosts[i].socket);
            close(hosts[i].ns);
        }
        printf("%.0f %.0f\n", ready - start, now() - ready);
        fflush(stdout);
    }
    return 0;
}
