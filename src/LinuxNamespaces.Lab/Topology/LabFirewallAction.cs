namespace LinuxNamespaces.Lab;

/// <summary>Specifies what a router does with packets that match a <see cref="LabFirewallRule"/>.</summary>
public enum LabFirewallAction
{
    /// <summary>The packet is forwarded.</summary>
    Accept,

    /// <summary>The packet is lost without an answer.</summary>
    Drop,

    /// <summary>The sender gets an ICMP error.</summary>
    Reject,
}
