using System.Text;

namespace LinuxNamespaces;

/// <summary>A kind of namespaces, with all that the library has to know about it. <see cref="NamespaceKinds"/> has the list.</summary>
internal sealed class NamespaceKind
{
    /// <summary>Gets the flag of the kind.</summary>
    internal required NamespaceTypes Type { get; init; }

    /// <summary>Gets the name under <c>/proc/PID/ns</c>, which is also the prefix in <c>net:[4026531833]</c>.</summary>
    internal required string ProcName
    {
        get;
        init
        {
            field = value;
            LinkPrefix = Encoding.ASCII.GetBytes(value + ":[");
        }
    }

    /// <summary>Gets the name of the flag of clone(2).</summary>
    internal required string CloneFlag { get; init; }

    /// <summary>Gets the name of the manual page in section 7.</summary>
    internal required string Manual { get; init; }

    /// <summary>Gets the first kernel with the complete kind.</summary>
    internal required Version FirstKernel { get; init; }

    /// <summary>Gets the option that the kernel has to be built with; null if every kernel has the kind.</summary>
    internal string? KernelOption { get; init; }

    /// <summary>Gets the link under <c>/proc/PID/ns</c> to the namespace that new children of a process get; null if children get that of the process.</summary>
    internal string? ForChildren { get; init; }

    /// <summary>Gets why a thread cannot have a namespace of the kind to itself; null if it can.</summary>
    internal string? ThreadRefusal { get; init; }

    /// <summary>Gets the position in the order in which namespaces are entered; see setns(2).</summary>
    internal required int JoinRank { get; init; }

    /// <summary>Gets what a link to a namespace begins with, such as <c>net:[</c>.</summary>
    internal byte[] LinkPrefix { get; private init; } = [];

    /// <summary>Gets the name of the sysctl that limits how many namespaces of the kind a user may create.</summary>
    internal string LimitSysctl => $"user.max_{ProcName}_namespaces";

    /// <summary>Gets whether the running kernel has the kind.</summary>
    internal bool IsInKernel => File.Exists($"/proc/self/ns/{ProcName}");
}
