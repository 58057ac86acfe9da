/* SPDX-License-Identifier: MIT */
/* false - fail */
int main(void)
{
	return 1;
}
