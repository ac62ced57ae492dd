namespace LinuxNamespaces.Cni;

/// <summary>The exception that is thrown when a plugin fails. A plugin reports it to the runtime as the error object of the specification.</summary>
public sealed class CniException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">A short message for people.</param>
    /// <param name="details">A longer description; <see langword="null"/> for none.</param>
    /// <param name="innerException">The cause; <see langword="null"/> for none.</param>
    public CniException(CniErrorCode code, string message, string? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Details = details;
    }

    /// <summary>Creates an exception with <see cref="CniErrorCode.Internal"/>.</summary>
    /// <param name="message">A short message for people.</param>
    public CniException(string message)
        : this(CniErrorCode.Internal, message)
    {
    }

    /// <summary>Creates an exception with <see cref="CniErrorCode.Internal"/>.</summary>
    /// <param name="message">A short message for people.</param>
    /// <param name="innerException">The cause.</param>
    public CniException(string message, Exception innerException)
        : this(CniErrorCode.Internal, message, innerException: innerException)
    {
    }

    /// <summary>Creates an exception with <see cref="CniErrorCode.Internal"/> and a general message.</summary>
    public CniException()
        : this("The plugin failed.")
    {
    }

    /// <summary>Gets the code.</summary>
    public CniErrorCode Code { get; }

    /// <summary>Gets the longer description; <see langword="null"/> if there is none.</summary>
    public string? Details { get; }
}
