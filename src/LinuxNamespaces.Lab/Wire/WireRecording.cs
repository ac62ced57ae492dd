using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LinuxNamespaces.Lab;

/// <summary>Represents a recording of what a wire did, as <see cref="Wire.Record"/> writes it. <see cref="WireOptions.Replay"/> repeats it.</summary>
/// <remarks>
/// Frames are identified by their direction and number. A replay drops, delays, duplicates and changes each frame as in the recording, and takes no other conditions into account.
/// Frames that the recording does not have are delivered at once.
/// </remarks>
public sealed class WireRecording
{
    internal const int Version = 1;

    private readonly WireEvent[][] _byDirection;

    private WireRecording(ulong seed, List<WireEvent> events)
    {
        Seed = seed;
        Events = events;
        _byDirection = [Of(WireDirection.Forward), Of(WireDirection.Backward)];
    }

    /// <summary>Gets the seed of the wire.</summary>
    public ulong Seed { get; }

    /// <summary>Gets what the wire did, in the order of the frames.</summary>
    public IReadOnlyList<WireEvent> Events { get; }

    /// <summary>Reads a recording.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The recording.</returns>
    /// <inheritdoc cref="Read(Stream)" path="/exception"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WireRecording Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream);
    }

    /// <summary>Reads a recording.</summary>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="FormatException">The stream is not a recording. The message has the number of the line.</exception>
    public static WireRecording Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        ulong? seed = null;
        List<WireEvent> events = [];
        long[] next = [-1, -1];
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                JsonElement element = document.RootElement;
                if (seed is null)
                {
                    seed = element.GetProperty("wire").GetInt32() == Version
                        ? element.GetProperty("seed").GetUInt64()
                        : throw new FormatException("The recording is of another version.");
                    continue;
                }

                WireEvent read = ReadEvent(element);
                ref long expected = ref next[(int)read.Direction];
                if (expected >= 0 && read.Number != expected)
                {
                    throw new FormatException("The number is not that of the next frame.");
                }

                expected = read.Number + 1;
                events.Add(read);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {line} is not one of a recording of a wire: {e.Message}"), e);
            }
        }

        return new WireRecording(seed ?? throw new FormatException("The recording of a wire is empty."), events);
    }

    /// <summary>The fate that a frame had. One that is not recorded has none.</summary>
    internal FrameFate FateOf(WireDirection direction, long number)
    {
        WireEvent[] events = _byDirection[(int)direction];
        long index = events.Length == 0 ? -1 : number - events[0].Number;
        if (index < 0 || index >= events.Length)
        {
            return new FrameFate { IsFinal = true };
        }

        WireEvent recorded = events[index];
        return new FrameFate
        {
            IsFinal = true,
            Drop = recorded.Drop,
            Delay = recorded.Delay.Ticks,
            IsDuplicate = recorded.DuplicateDelay is not null,
            DuplicateDelay = recorded.DuplicateDelay.GetValueOrDefault().Ticks,
            IsCorrupt = recorded.CorruptedBit is not null,
            CorruptedBit = (ulong)recorded.CorruptedBit.GetValueOrDefault(),
            IsReordered = recorded.Reordered,
        };
    }

    private static WireEvent ReadEvent(JsonElement element) => new()
    {
        Time = TimeSpan.FromTicks(element.GetProperty("time").GetInt64()),
        Direction = element.GetProperty("direction").GetString() switch
        {
            "forward" => WireDirection.Forward,
            "backward" => WireDirection.Backward,
            _ => throw new FormatException("The direction is not known."),
        },
        Number = NotNegative(element.GetProperty("number").GetInt64()),
        Length = element.GetProperty("length").GetInt32(),
        Drop = element.TryGetProperty("drop", out JsonElement drop) ? Enum.Parse<WireDrop>(drop.GetString() ?? string.Empty) : WireDrop.None,
        Delay = element.TryGetProperty("delay", out JsonElement delay) ? TimeSpan.FromTicks(NotNegative(delay.GetInt64())) : TimeSpan.Zero,
        DuplicateDelay = element.TryGetProperty("duplicateDelay", out JsonElement second) ? TimeSpan.FromTicks(NotNegative(second.GetInt64())) : null,
        CorruptedBit = element.TryGetProperty("corruptedBit", out JsonElement bit) ? (int)NotNegative(bit.GetInt32()) : null,
        Reordered = element.TryGetProperty("reordered", out JsonElement reordered) && reordered.GetBoolean(),
    };

    private static long NotNegative(long value) => value >= 0 ? value : throw new FormatException("A number is negative.");

    private WireEvent[] Of(WireDirection direction) => [.. Events.Where(done => done.Direction == direction)];
}
