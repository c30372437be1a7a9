"""Texts without end, in tabs, pipes, and letters of other alphabets."""

OUTCOMES = "|结果维持|结果纠正|其他结果|尚未审结|总计|\n"
FEES = "|信息内容|本年收费金额（单位：万元）|\n|行政事业性收费|1|\n\n二\n\n"
TXT = {
    "headings of table four without a figure": lambda: (OUTCOMES + "\n二\n\n") * 8_000,
    "the same table thousands of times": lambda: FEES * 6_000,
    "a row of 2 million pipes": lambda: "|" + "1|" * 2_000_000,
    "2 million rows of pipes": lambda: "|1|\n" * 1_200_000,
    "a million cells in one row": lambda: "\t1\n" * 1_000_000,
    "a cell of a million lines": lambda: "\t一\n" + "二\n" * 900_000,
    "5 MB in one line": lambda: "年度报告 " * 380_000,
    "5 MB of digits": lambda: "1" * 4_900_000,
    "5 MB of blanks": lambda: "x" + " " * 4_900_000 + "x",
    "5 MB of strokes": lambda: "-" * 4_900_000,
    "loose figures without end": lambda: (
        "一、本年新收政府信息公开申请数量 " + "1 2 3 4 5 6 7\n" * 150_000
    ),
    "labels without figures": lambda: "一、本年新收政府信息公开申请数量\n" * 90_000,
    "form feeds": lambda: "第二十条第\n" + "\f1\n" * 400_000,
    "full-width digits of other alphabets": lambda: "|自然人|\n|---|\n|٣٤٥²½Ⅷ〇万亿|\n" * 10_000,
    "letters that grow when folded": lambda: "|自然人|\n|---|\n|" + "ﷺ" * 200_000 + "|",
    "combining marks without end": lambda: "e" + "\u0301" * 2_000_000,
    "titles without end": lambda: "政府信息公开工作年度报告\n" * 130_000,
    "dates without end": lambda: "发布日期：2025年1月1日 " * 150_000,
    "utf-16 without a mark": lambda: "年度报告\n\t1\n".encode("utf-16-le") * 10_000,
    "carriage returns": lambda: "\r" * 4_900_000,
    "unit separators": lambda: "\x1c\x1d\x1e\x1f\x85\u2028" * 400_000,
}
