using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Specifies the flags of a netlink message header (<c>nlmsg_flags</c>).</summary>
/// <remarks>
/// <para>
/// The meaning of the upper byte depends on the message. For that reason some values occur twice: <see cref="Replace"/> and
/// <see cref="NonRecursive"/>, <see cref="Exclusive"/> and <see cref="Bulk"/>.
/// </para>
/// <para>
/// A caller sets only the flags that change what a request does. <see cref="NetlinkConnection"/> adds NLM_F_REQUEST, NLM_F_ACK and
/// NLM_F_DUMP where they belong. See netlink(7) and linux/netlink.h.
/// </para>
/// </remarks>
[Flags]
#pragma warning disable CA1069 // The kernel uses these bits twice.
public enum NetlinkMessageFlags : ushort
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>The message is a request (NLM_F_REQUEST).</summary>
    Request = Linux.NLM_F_REQUEST,

    /// <summary>The message is part of an answer that NLMSG_DONE ends (NLM_F_MULTI).</summary>
    Multipart = Linux.NLM_F_MULTI,

    /// <summary>The sender wants an acknowledgement (NLM_F_ACK).</summary>
    Acknowledge = Linux.NLM_F_ACK,

    /// <summary>The sender wants the changed object back (NLM_F_ECHO).</summary>
    Echo = Linux.NLM_F_ECHO,

    /// <summary>The table changed while it was dumped, so the dump may be inconsistent (NLM_F_DUMP_INTR).</summary>
    DumpInterrupted = Linux.NLM_F_DUMP_INTR,

    /// <summary>The kernel applied the filter of the dump request (NLM_F_DUMP_FILTERED).</summary>
    DumpFiltered = Linux.NLM_F_DUMP_FILTERED,

    /// <summary>For new objects: replaces an existing object (NLM_F_REPLACE).</summary>
    Replace = Linux.NLM_F_REPLACE,

    /// <summary>For new objects: fails if the object exists (NLM_F_EXCL).</summary>
    Exclusive = Linux.NLM_F_EXCL,

    /// <summary>For new objects: creates the object if it does not exist (NLM_F_CREATE).</summary>
    Create = Linux.NLM_F_CREATE,

    /// <summary>For new objects: adds to the end of the list (NLM_F_APPEND).</summary>
    Append = Linux.NLM_F_APPEND,

    /// <summary>For deletions: does not delete recursively (NLM_F_NONREC).</summary>
    NonRecursive = Linux.NLM_F_NONREC,

    /// <summary>For deletions: deletes several objects at once (NLM_F_BULK).</summary>
    Bulk = Linux.NLM_F_BULK,

    /// <summary>For queries: returns the whole table (NLM_F_DUMP).</summary>
    Dump = Linux.NLM_F_DUMP,
}
