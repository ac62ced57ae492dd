using System.Diagnostics;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>A network and a mount namespace with an empty <c>/run</c>, which stand for a machine that samples run on.</summary>
internal sealed class SampleRoom : IDisposable
{
    private readonly Process _holder;

    public SampleRoom()
    {
        // It ends when its input does, so also when the tests are killed. An ordinary user is root in it.
        string[] user = IsOwn ? ["--user", "--map-root-user"] : [];
        ProcessStartInfo start = new("unshare", [.. user, "--net", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /run && echo ready && exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
        {
            Dispose();
            throw new InvalidOperationException("No namespaces to run samples in.");
        }
    }

    /// <summary>What runs a program in the room, in front of it.</summary>
    internal string[] Enter =>
        ["nsenter", .. (IsOwn ? ["--user", "--preserve-credentials"] : Array.Empty<string>()), "--net", "--mount", "--target", $"{_holder.Id}", "--"];

    private static bool IsOwn => !Require.HasPrivileges;

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    internal string Run(string script) => Tool.Run(Enter[0], [.. Enter[1..], "sh", "-ec", script]);

    /// <summary>All that a sample could leave behind.</summary>
    internal string Contents() => Run("ip -brief address; ip route; find /run -mindepth 1 ! -path /run/netns");
}
