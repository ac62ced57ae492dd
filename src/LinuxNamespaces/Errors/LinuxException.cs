using System.ComponentModel;

namespace LinuxNamespaces;

/// <summary>The kernel refused an operation.</summary>
/// <remarks>
/// The message says what was tried, on what, which error the kernel gave and, where it is known, what to do about it.
/// Mistakes in the use of this library are <see cref="ArgumentException"/> and its like instead.
/// Control characters in names and in other text from outside are written as <c>\x1b</c>, and long text ends with an ellipsis. The arguments and
/// the environment of a program are never part of it.
/// </remarks>
public class LinuxException : Win32Exception
{
    /// <param name="detail">What the message says after the target, from the space on.</param>
    internal LinuxException(Errno errno, string operation, string? target = null, string? remedy = null, string? kernelMessage = null, string? detail = null)
        : base(errno.Value, Describe(errno, operation, target, remedy, kernelMessage, detail))
    {
        Errno = errno;
        Operation = PrintableText.Words(operation);
        Target = target is null ? null : PrintableText.Part(target);
        Remedy = remedy is null ? null : PrintableText.Words(remedy);
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
        string place = detail is null ? string.Empty : PrintableText.Words(detail);
        string subject = target is null ? $"{PrintableText.Words(operation)}{place}" : $"{PrintableText.Words(operation)} '{PrintableText.Part(target)}'{place}";
        string words = string.IsNullOrEmpty(kernelMessage) ? string.Empty : $": {PrintableText.Words(kernelMessage)}";
        string advice = remedy is null ? string.Empty : $". {PrintableText.Words(remedy)}";
        return $"Could not {subject}: {errno} ({errno.Description}){words}{advice}";
    }
}
