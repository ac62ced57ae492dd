using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies how a link behaves as a port of another one (IFLA_INFO_SLAVE_DATA). See <see cref="LinkSettings.Port"/>.</summary>
/// <remarks>A class for the ports of another kind derives from this one, in any project.</remarks>
public abstract record LinkPortSettings
{
    /// <summary>Gets the kind of the link that the ports belong to.</summary>
    public abstract LinkKind Kind { get; }

    internal void RequireValid() => Validate();

    internal void Complete(Link port) => OnChanged(port);

    internal void Write(ref NetlinkMessageWriter writer)
    {
        writer.WriteString(Linux.IFLA_INFO_SLAVE_KIND, Kind.Name);
        NestedAttribute data = writer.BeginNested(Linux.IFLA_INFO_SLAVE_DATA);
        WriteData(ref writer);
        writer.EndNested(data);
    }

    /// <summary>Writes the attributes of the port (the contents of IFLA_INFO_SLAVE_DATA).</summary>
    /// <param name="writer">The request, inside the nest.</param>
    protected abstract void WriteData(ref NetlinkMessageWriter writer);

    /// <summary>Rejects settings that contradict each other, before anything is sent. The base implementation accepts all.</summary>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    protected virtual void Validate()
    {
    }

    /// <summary>Checks the port after a change, for example if the kernel ignores a setting instead of rejecting it. The base implementation does nothing.</summary>
    /// <param name="port">The port, as it is after the change.</param>
    protected virtual void OnChanged(Link port)
    {
    }
}
