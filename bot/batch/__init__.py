"""Files of questions: read, answered row by row, and written with their answers. `run.answer_file` does all of it."""
