using System.Text;

namespace LinuxNamespaces.Processes;

/// <summary>What a process wrote to one of its streams, up to a limit.</summary>
public sealed class CapturedOutput
{
    private readonly Lazy<string> _text;

    internal CapturedOutput(ReadOnlyMemory<byte> bytes, long totalBytes, bool isComplete)
    {
        Bytes = bytes;
        TotalBytes = totalBytes;
        IsComplete = isComplete;
        _text = new Lazy<string>(Decode);
    }

    /// <summary>Gets the first bytes of the output, at most <see cref="ProcessRunOptions.MaxOutputBytes"/>. Empty if the stream was not captured.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// Gets <see cref="Bytes"/> as text, decoded as UTF-8. Bytes that are not UTF-8 become U+FFFD. A character that the limit cuts in two is left out.
    /// </summary>
    public string Text => _text.Value;

    /// <summary>Gets the number of bytes that were read, including those that were discarded.</summary>
    public long TotalBytes { get; }

    /// <summary>Gets whether bytes were discarded because there were more than <see cref="ProcessRunOptions.MaxOutputBytes"/>.</summary>
    public bool IsTruncated => TotalBytes > Bytes.Length;

    /// <summary>
    /// Gets whether the end of the stream was reached. <c>false</c> if another process still had the pipe open when
    /// <see cref="ProcessRunOptions.BackgroundOutputTimeout"/> was over; what it wrote later is missing.
    /// </summary>
    public bool IsComplete { get; }

    internal static CapturedOutput None { get; } = new(ReadOnlyMemory<byte>.Empty, 0, isComplete: true);

    /// <summary>Returns <see cref="Text"/>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;

    private string Decode()
    {
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(Bytes.Length)];
        // Without a flush the decoder keeps back an unfinished character.
        int count = Encoding.UTF8.GetDecoder().GetChars(Bytes.Span, characters, flush: !IsTruncated);
        return new string(characters, 0, count);
    }
}
