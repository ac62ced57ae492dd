using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace LinuxNamespaces.Lab.SystemTests;

/// <summary>A program that runs the statements that it reads, a line each, and writes what came of them and how many milliseconds it took.</summary>
internal static class DatabaseClient
{
    internal static async Task<int> RunAsync(string connection)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        while (await Console.In.ReadLineAsync() is { } statement)
        {
            Stopwatch watch = Stopwatch.StartNew();
            string result;
            try
            {
                await using NpgsqlCommand command = source.CreateCommand(statement);
                result = $"ok {await command.ExecuteScalarAsync()}";
            }
            catch (NpgsqlException e)
            {
                result = $"failed {e.InnerException?.GetType().Name ?? e.SqlState}";
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedMilliseconds} {result}"));
        }

        return 0;
    }
}
