namespace LinuxNamespaces.Network;

/// <summary>The outcome of a question for the addresses of a name.</summary>
internal enum DnsStatus
{
    /// <summary>The name has addresses of the family.</summary>
    Found,

    /// <summary>The name exists, but has no address of the family.</summary>
    NoData,

    /// <summary>The name does not exist.</summary>
    NoSuchName,

    /// <summary>No server gave an answer.</summary>
    Failed,
}
