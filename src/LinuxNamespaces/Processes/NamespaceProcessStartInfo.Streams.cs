namespace LinuxNamespaces.Processes;

/// <content>The standard streams.</content>
public sealed partial class NamespaceProcessStartInfo
{
    private ProcessStream _standardInput = ProcessStream.Inherit;
    private ProcessStream _standardOutput = ProcessStream.Inherit;
    private ProcessStream _standardError = ProcessStream.Inherit;

    /// <summary>Gets the standard input of the process. Defaults to that of the caller.</summary>
    public ProcessStream StandardInput
    {
        get => _standardInput;
        init => _standardInput = value ?? throw new ArgumentNullException(nameof(StandardInput));
    }

    /// <summary>Gets the standard output of the process. Defaults to that of the caller.</summary>
    public ProcessStream StandardOutput
    {
        get => _standardOutput;
        init => _standardOutput = value ?? throw new ArgumentNullException(nameof(StandardOutput));
    }

    /// <summary>Gets the standard error of the process. Defaults to that of the caller.</summary>
    public ProcessStream StandardError
    {
        get => _standardError;
        init => _standardError = value ?? throw new ArgumentNullException(nameof(StandardError));
    }

    /// <summary>Copies this start info with other streams. The copy shares the collections.</summary>
    internal NamespaceProcessStartInfo WithStreams(ProcessStream input, ProcessStream output, ProcessStream error)
    {
        NamespaceProcessStartInfo copy = (NamespaceProcessStartInfo)MemberwiseClone();
        copy._standardInput = input;
        copy._standardOutput = output;
        copy._standardError = error;
        return copy;
    }
}
