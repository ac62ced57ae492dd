using System.Buffers;

namespace LinuxNamespaces.Child;

/// <content>The data that steps point to: strings, structures, arrays of pointers.</content>
internal sealed partial class ChildProgram
{
    private readonly List<(int At, int Offset)> _pointers = new(64);
    private byte[] _data = ArrayPool<byte>.Shared.Rent(4096);
    private int _dataLength;

    /// <summary>Returns the memory of the data to the pool. Without this call, the garbage collector frees it.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_data);
        _data = [];
        _dataLength = 0;
    }

    internal StepArgument Text(string text) => StepArgument.Text(Store(text), text);

    internal StepArgument Bytes(ReadOnlySpan<byte> bytes, string label)
    {
        int offset = Reserve(bytes.Length, sizeof(long));
        bytes.CopyTo(_data.AsSpan(offset));
        return StepArgument.Data(offset, label);
    }

    /// <summary>Adds an array of pointers to strings with a null pointer at the end, as for execve.</summary>
    internal StepArgument Strings(string[] strings)
    {
        int array = ReservePointers(strings.Length + 1);
        StorePointers(array, strings);
        return StepArgument.Texts(array, strings);
    }

    /// <summary>As <see cref="Strings"/>, followed by strings of another array.</summary>
    internal StepArgument StringsBefore(string[] strings, StepArgument others, int skipped, int count)
    {
        int first = _pointers.FindIndex(pointer => pointer.At == (int)others.Value) + skipped;
        int array = ReservePointers(strings.Length + count + 1);
        StorePointers(array, strings);
        for (int i = 0; i < count; i++)
        {
            _pointers.Add((array + ((strings.Length + i) * sizeof(long)), _pointers[first + i].Offset));
        }

        return StepArgument.Texts(array, [.. strings, .. Enumerable.Repeat(string.Empty, count)]);
    }

    /// <summary>Adds an environment, as for execve.</summary>
    /// <param name="last">A variable that has already been added; null for none.</param>
    internal StepArgument Variables(List<(string Name, string Value)> variables, string label, StepArgument? last = null)
    {
        int array = ReservePointers(variables.Count + 2);
        for (int i = 0; i < variables.Count; i++)
        {
            _pointers.Add((array + (i * sizeof(long)), Store(variables[i].Name, "=", variables[i].Value)));
        }

        if (last is { } further)
        {
            _pointers.Add((array + (variables.Count * sizeof(long)), (int)further.Value));
        }

        return StepArgument.Data(array, label);
    }

    /// <summary>Adds a structure that contains a pointer, such as sock_fprog.</summary>
    internal StepArgument BytesWithPointer(ReadOnlySpan<byte> bytes, int pointerAt, StepArgument target, string label)
    {
        StepArgument argument = Bytes(bytes, label);
        _pointers.Add(((int)argument.Value + pointerAt, (int)target.Value));
        return argument;
    }

    private int Store(params ReadOnlySpan<string> parts)
    {
        int offset = _dataLength;
        foreach (string part in parts)
        {
            int at = Reserve(LinuxText.CountBytes(part), alignment: 1);
            LinuxText.Encode(part, _data.AsSpan(at));
        }

        Reserve(1, alignment: 1);
        return offset;
    }

    private void StorePointers(int array, string[] strings)
    {
        for (int i = 0; i < strings.Length; i++)
        {
            _pointers.Add((array + (i * sizeof(long)), Store(strings[i])));
        }
    }

    private int ReservePointers(int count)
    {
        _pointers.EnsureCapacity(_pointers.Count + count);
        return Reserve(count * sizeof(long), sizeof(long));
    }

    private int Reserve(int length, int alignment)
    {
        int offset = (_dataLength + alignment - 1) / alignment * alignment;
        if (offset + length > _data.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(offset + length, 2 * _data.Length));
            _data.AsSpan(0, _dataLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_data);
            _data = larger;
        }

        // The child must not see previous content of the pooled memory.
        _data.AsSpan(_dataLength, offset + length - _dataLength).Clear();
        _dataLength = offset + length;
        return offset;
    }
}
