using FluentAssertions;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Threads of the test process that are not where the process is.</summary>
internal static class ForeignThreads
{
    private static readonly string[] s_kinds = ["cgroup", "ipc", "mnt", "net", "uts"];

    // They run none of the program's code.
    private static readonly string[] s_runtime = [".NET BGC", ".NET Tiered Com"];

    /// <summary>The namespaces of the calling thread, as in <c>net:[4026531833]</c>.</summary>
    internal static string[] OwnNamespaces() => NamespacesOf("/proc/thread-self");

    internal static string NameOf(NamespaceTypes type) => type switch
    {
        NamespaceTypes.Mount => "mnt",
        NamespaceTypes.Network => "net",
        _ => type.ToString().ToLowerInvariant(),
    };

    internal static void ShouldBeNone()
    {
        // Other tests visit namespaces meanwhile.
        SpinWait.SpinUntil(() => Find().Length == 0, TimeSpan.FromSeconds(5));
        Find().Should().BeEmpty();
    }

    /// <summary>The threads that are elsewhere: name and namespaces.</summary>
    internal static string[] Find()
    {
        string[] home = NamespacesOf("/proc/self");
        return [.. Directory.GetDirectories("/proc/self/task")
            .Select(thread => (Name: NameOf(thread), Elsewhere: NamespacesOf(thread).Except(home).ToArray()))
            .Where(thread => thread.Elsewhere.Length > 0 && !s_runtime.Contains(thread.Name))
            .Select(thread => $"{thread.Name} {string.Join(' ', thread.Elsewhere)}")];
    }

    private static string[] NamespacesOf(string thread) => [.. s_kinds.Select(kind => new FileInfo($"{thread}/ns/{kind}").LinkTarget).OfType<string>()];

    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
