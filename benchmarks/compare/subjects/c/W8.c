#include <linux/if_addr.h>
#include "veth.h"
#include "named.h"

static int socket_in[1000];

/* The address, the link and the loopback link of the inside in one datagram. */
static void set_up_inside(int number)
{
    struct ifaddrmsg address = { .ifa_family = AF_INET, .ifa_prefixlen = 16, .ifa_index = 1001 + 2 * number };
    struct ifinfomsg link = { .ifi_index = 1001 + 2 * number, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
    struct ifinfomsg loopback = { .ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
    struct nlmsghdr *header = begin_message(request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &address, sizeof address);

    add_number(header, IFA_LOCAL, htonl(0x0a000001 + number));
    add_number(header, IFA_ADDRESS, htonl(0x0a000001 + number));
    int length = header->nlmsg_len;
    length += begin_message(request + length, RTM_NEWLINK, 0, &loopback, sizeof loopback)->nlmsg_len;
    length += begin_message(request + length, RTM_NEWLINK, NLM_F_ACK, &link, sizeof link)->nlmsg_len;
    sock = socket_in[number];
    transmit(request, length);
    wait_for_answer();
}

int main(int argc, char **argv)
{
    int count = size_of(argc, argv, 2), home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), length = 0, host, created[1000];
    struct ifinfomsg info = { .ifi_index = 999, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };

    open_netlink();
    host = sock;
    for (int i = 0; i < count; i++) {
        created[i] = name_new_namespace(i);
        open_netlink();
        socket_in[i] = sock;
    }
    setns(home, CLONE_NEWNET);
    sock = host;
    struct nlmsghdr *header = begin_message(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info, sizeof info);
    add_text(header, IFLA_IFNAME, "br0");
    struct rtattr *link_info = add(header, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
    add_text(header, IFLA_INFO_KIND, "bridge");
    end(header, link_info);
    length = header->nlmsg_len;
    for (int i = 0; i < count; i++) {
        char name[16];

        snprintf(name, sizeof name, "port%d", i);
        length += write_veth_pair(request + length, i == count - 1 ? NLM_F_ACK : 0, name, "eth0", created[i], 999, 1000 + 2 * i, 0)->nlmsg_len;
    }
    transmit(request, length);
    wait_for_answer();
    for (int i = 0; i < count; i++)
        set_up_inside(i);
    return 0;
}
