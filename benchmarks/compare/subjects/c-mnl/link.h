/* A link, read as libmnl's own examples do: all attributes into a table, then those of interest. */
#pragma once
#include "mnl.h"

struct link {
    int index, link, master, namespace_id;
    unsigned flags, mtu, least_mtu, greatest_mtu, queue_length, group, transmit_queues, receive_queues, promiscuity;
    unsigned char state, carrier;
    const char *name, *discipline, *kind;
    const unsigned char *address;
    int seen;
};

static int collect(const struct nlattr *attribute, void *data)
{
    const struct nlattr **table = data;

    if (mnl_attr_type_valid(attribute, IFLA_MAX) > 0)
        table[mnl_attr_get_type(attribute)] = attribute;
    return MNL_CB_OK;
}

static unsigned number(const struct nlattr *attribute) { return attribute ? mnl_attr_get_u32(attribute) : 0; }

static const char *text(const struct nlattr *attribute) { return attribute ? mnl_attr_get_str(attribute) : NULL; }

static int read_link(const struct nlmsghdr *message, void *data)
{
    const struct nlattr *table[IFLA_MAX + 1] = { 0 };
    struct ifinfomsg *info = mnl_nlmsg_get_payload(message);
    struct link *link = data;

    mnl_attr_parse(message, sizeof *info, collect, table);
    link->index = info->ifi_index;
    link->flags = info->ifi_flags;
    link->name = text(table[IFLA_IFNAME]);
    link->discipline = text(table[IFLA_QDISC]);
    link->address = table[IFLA_ADDRESS] ? mnl_attr_get_payload(table[IFLA_ADDRESS]) : NULL;
    link->mtu = number(table[IFLA_MTU]);
    link->least_mtu = number(table[IFLA_MIN_MTU]);
    link->greatest_mtu = number(table[IFLA_MAX_MTU]);
    link->link = number(table[IFLA_LINK]);
    link->master = number(table[IFLA_MASTER]);
    link->namespace_id = number(table[IFLA_LINK_NETNSID]);
    link->queue_length = number(table[IFLA_TXQLEN]);
    link->group = number(table[IFLA_GROUP]);
    link->promiscuity = number(table[IFLA_PROMISCUITY]);
    link->transmit_queues = number(table[IFLA_NUM_TX_QUEUES]);
    link->receive_queues = number(table[IFLA_NUM_RX_QUEUES]);
    link->state = table[IFLA_OPERSTATE] ? mnl_attr_get_u8(table[IFLA_OPERSTATE]) : 0;
    link->carrier = table[IFLA_CARRIER] ? mnl_attr_get_u8(table[IFLA_CARRIER]) : 0;
    if (table[IFLA_LINKINFO]) {
        const struct nlattr *nested[IFLA_MAX + 1] = { 0 };

        mnl_attr_parse_nested(table[IFLA_LINKINFO], collect, nested);
        link->kind = text(nested[IFLA_INFO_KIND]);
    }
    link->seen++;
    __asm__ volatile("" : : "r"(link) : "memory");
    return MNL_CB_OK;
}

static void get_link(int index, const char *name)
{
    struct link link = { 0 };
    struct nlmsghdr *header = mnl_begin(request, RTM_GETLINK, 0);
    struct ifinfomsg *info = mnl_nlmsg_put_extra_header(header, sizeof *info);

    info->ifi_index = index;
    mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    if (name)
        mnl_attr_put_strz(header, IFLA_IFNAME, name);
    mnl_talk(header, read_link, &link);
    if (link.index != 100)
        errx(1, "another link was returned");
}
