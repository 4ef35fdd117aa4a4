using System.Runtime.CompilerServices;
using System.Text.Json;
using CsvHelper;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>Reads a CSV file: the header row names the fields (<c>metadata.sku</c> a pair of the metadata, <c>item</c> the item itself).</summary>
public static class CsvItems
{
    public const string MalformedCsv = "malformed_csv";

    public static async IAsyncEnumerable<RawItem> ReadAsync(
        Stream stream, int maxRecordBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The comma is stated because prompts are full of commas, and detection could take a file of '|' lists otherwise.
        var options = CsvReaderOptions.Default with
        {
            Separator = ',',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = maxRecordBytes,
        };
        using var csv = CsvReader.Create(stream, options, leaveOpen: true);
        string[]? columns = null;
        while (true)
        {
            RawItem? item;
            try
            {
                if (columns is null)
                {
                    await csv.ReadHeaderAsync(cancellationToken);
                    columns = csv.Headers.ToArray();
                }

                item = await csv.ReadAsync(cancellationToken) ? Item(csv, columns) : null;
            }
            catch (CsvFormatException malformed)
            {
                // Where quotes do not close, nobody can say where the next record begins.
                item = RawItem.Bad((int)malformed.LineNumber, MalformedCsv, "The record is not valid CSV; nothing after it was read.", isCut: true);
            }

            catch (UndecodableTextException undecodable)
            {
                item = RawItem.Undecodable(undecodable);
            }

            if (item is not null)
            {
                yield return item;
            }

            if (item is null or { IsCut: true })
            {
                yield break;
            }
        }
    }

    private static RawItem Item(CsvReader csv, string[] columns)
    {
        var line = (int)csv.LineNumber;
        if (csv.FieldCount > columns.Length)
        {
            return RawItem.Bad(line, MalformedCsv, $"The record has {csv.FieldCount} cells, the header {columns.Length}.");
        }

        var cells = new List<KeyValuePair<string, string>>(columns.Length);
        for (var column = 0; column < csv.FieldCount; column++)
        {
            cells.Add(new(columns[column], csv.GetString(column)));
        }

        return new RawItem(line, JsonSerializer.SerializeToElement(FlatFields.ToJson(cells)));
    }
}
