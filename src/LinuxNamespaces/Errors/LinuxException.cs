using System.ComponentModel;

namespace LinuxNamespaces;

/// <summary>The exception that is thrown when the kernel rejects an operation.</summary>
/// <remarks>
/// The message contains the operation, its target, the error and, if it is known, a remedy.
/// An incorrect use of the library throws an <see cref="ArgumentException"/> or a similar exception instead.
/// Control characters in names and in other text from outside are written as <c>\x1b</c>, and long text ends with an ellipsis. The arguments and
/// the environment of a program are never part of the message.
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

    /// <summary>Gets the error number of the kernel.</summary>
    public Errno Errno { get; }

    /// <summary>Gets the operation that failed, such as "create network namespace".</summary>
    public string Operation { get; }

    /// <summary>Gets the target of the operation, such as an interface name or a path; <see langword="null"/> if there is none.</summary>
    public string? Target { get; }

    /// <summary>Gets what would let the operation succeed, such as the missing capability; <see langword="null"/> if it is not known.</summary>
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
