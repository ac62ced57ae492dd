using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The host name and the domain name of the UTS namespace; sethostname(2), setdomainname(2).</summary>
internal sealed class HostNames(SetupContext context) : ProcessFeature(context)
{
    // __NEW_UTS_LEN of linux/utsname.h.
    private const int MaxNameBytes = 64;

    internal override void CheckUsage()
    {
        Check(Info.HostName, nameof(Info.HostName));
        Check(Info.DomainName, nameof(Info.DomainName));
    }

    internal void Compile()
    {
        Context.Stage = ProcessStage.HostName;
        Set(SystemCall.sethostname, Info.HostName);
        Set(SystemCall.setdomainname, Info.DomainName);
    }

    private void Check(string? name, string parameter)
    {
        RequireNewOrJoined(name is not null, NamespaceTypes.Uts, parameter);
        if (name is not null && (name.Contains('\0', StringComparison.Ordinal) || LinuxText.CountBytes(name) > MaxNameBytes))
        {
            throw new ArgumentException($"The {parameter} has more than {MaxNameBytes} bytes or contains a NUL character.");
        }
    }

    private void Set(SystemCall call, string? name)
    {
        if (name is not null)
        {
            Program.Add(call, Program.Text(name), LinuxText.CountBytes(name));
        }
    }
}
