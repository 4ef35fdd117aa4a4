namespace VideoPipeline.FrontDoors.Tests;

/// <summary>Tables of others with the door's name in front of each row.</summary>
internal static class TheoryTables
{
    public static TheoryData<string, string> With(
        this TheoryData<string, string> table, params (string Door, TheoryData<string> Rows)[] sources)
    {
        foreach (var (door, rows) in sources)
        {
            foreach (var row in (IEnumerable<object[]>)rows)
            {
                table.Add(door, (string)row[0]);
            }
        }

        return table;
    }

    public static TheoryData<string, string, string> With(
        this TheoryData<string, string, string> table, params (string Door, TheoryData<string, string> Rows)[] sources)
    {
        foreach (var (door, rows) in sources)
        {
            foreach (var row in (IEnumerable<object[]>)rows)
            {
                table.Add(door, (string)row[0], (string)row[1]);
            }
        }

        return table;
    }
}
