using System.ComponentModel;

namespace LinuxNamespaces;

/// <summary>The kernel refused an operation.</summary>
/// <remarks>
/// The message says what was tried, on what, which error the kernel gave and, where it is known, what to do about it.
/// Mistakes in the use of this library are <see cref="ArgumentException"/> and its like instead.
/// </remarks>
public class LinuxException : Win32Exception
{
    /// <param name="detail">What the message says after the target, from the space on.</param>
    internal LinuxException(Errno errno, string operation, string? target = null, string? remedy = null, string? kernelMessage = null, string? detail = null)
        : base(errno.Value, Describe(errno, operation, target, remedy, kernelMessage, detail))
    {
        Errno = errno;
        Operation = operation;
        Target = target;
        Remedy = remedy;
    }

    /// <summary>The kernel's error number.</summary>
    public Errno Errno { get; }

    /// <summary>What was tried, such as "create network namespace".</summary>
    public string Operation { get; }

    /// <summary>What it was tried on, such as an interface name or a path; null where there is nothing to name.</summary>
    public string? Target { get; }

    /// <summary>What would let it succeed, such as the capability that is missing; null where that is not known.</summary>
    public string? Remedy { get; }

    private static string Describe(Errno errno, string operation, string? target, string? remedy, string? kernelMessage, string? detail)
    {
        string subject = target is null ? $"{operation}{detail}" : $"{operation} '{target}'{detail}";
        string words = string.IsNullOrEmpty(kernelMessage) ? string.Empty : $": {kernelMessage}";
        string advice = remedy is null ? string.Empty : $". {remedy}";
        return $"Could not {subject}: {errno} ({errno.Description}){words}{advice}";
    }
}
