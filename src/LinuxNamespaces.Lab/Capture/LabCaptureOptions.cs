namespace LinuxNamespaces.Lab;

/// <summary>Specifies the capture of all links of a lab: <see cref="NetworkLabOptions.Capture"/>.</summary>
public sealed record LabCaptureOptions
{
    private const int SmallestMemory = 4096;
    private const int LargestMemory = 1 << 30;

    /// <summary>Gets the memory for the frames of each link, in bytes; 4096 to 1,073,741,824. The oldest frames make room for new ones. Memory is taken as frames come. Defaults to 256 KiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BytesPerLink
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestMemory);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMemory);
            field = value;
        }
    }
    = 256 << 10;

    /// <summary>Gets how much of a frame is kept, in bytes; 64 to 2048. Defaults to 256, which are the headers and the beginning of the data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxFrameLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 64);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 2048);
            field = value;
        }
    }
    = 256;
}
