#include "mnl.h"

static void work(void)
{
    for (int i = 0; i < 1000; i++) {
        struct nlmsghdr *header = mnl_begin(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO);

        mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
        mnl_attr_put_strz(header, IFLA_IFNAME, "veth0");
        struct nlattr *link_info = mnl_attr_nest_start(header, IFLA_LINKINFO);
        mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
        struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
        struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
        mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
        mnl_attr_put_strz(header, IFLA_IFNAME, "br-veth0");
        mnl_attr_put_u32(header, IFLA_NET_NS_FD, 7);
        mnl_attr_nest_end(header, peer);
        mnl_attr_nest_end(header, data);
        mnl_attr_nest_end(header, link_info);
        __asm__ volatile("" : : "r"(request) : "memory");
    }
}

int main(void) { measure(work, 1000); }
