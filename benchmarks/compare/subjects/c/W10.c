#include "compare.h"

static struct nlmsghdr *write_pair(const char *first, const char *second)
{
    struct ifinfomsg none = { 0 };
    struct nlmsghdr *header = begin_message(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO, &none, sizeof none);

    add_text(header, IFLA_IFNAME, first);
    struct rtattr *link_info = add(header, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
    add_text(header, IFLA_INFO_KIND, "veth");
    struct rtattr *data = add(header, IFLA_INFO_DATA | NLA_F_NESTED, NULL, 0);
    struct rtattr *peer = add(header, VETH_INFO_PEER | NLA_F_NESTED, NULL, 0);
    memcpy((char *)header + header->nlmsg_len, &none, sizeof none);
    header->nlmsg_len += sizeof none;
    add_text(header, IFLA_IFNAME, second);
    add_number(header, IFLA_NET_NS_FD, 7);
    end(header, peer);
    end(header, data);
    end(header, link_info);
    return header;
}

static void work(void)
{
    for (int i = 0; i < 1000; i++) {
        /* Names that the compiler does not know, as those of a caller. */
        const char *first = "veth0", *second = "br-veth0";

        __asm__ volatile("" : "+r"(first), "+r"(second));
        write_pair(first, second);
        __asm__ volatile("" : : "r"(request) : "memory");
    }
}

int main(void) { measure(work, 1000); }
